//! Small multiples: a drawing a problem, which opens to its curves with every switch.

use super::Page;
use super::data::{self, Share};
use super::figure::without_caption;
use crate::caption;
use crate::curves::{Curves, View};
use crate::figure::Legend;
use crate::index::{Problem, slugs};
use crate::plots;
use crate::style::MULTIPLE;
use crate::svg::{self, escaped};
use crate::text::{concat, put};

/// Points of a static curve.
const STEPS: usize = 80;
/// Bytes the static curves of the problems may take together.
const STATIC_ROOM: usize = 450_000;

/// Anchors of the problems, which are also the names of their figures.
pub(super) fn anchors(problems: &[Problem<'_>]) -> Vec<String> {
    let names: Vec<String> = problems.iter().map(|p| format!("problem {} {}", p.name, p.error_kind)).collect();
    slugs(names.iter().map(String::as_str))
}

/// The drawing without what only the script needs of large ones: ids of its curves.
fn lean(svg: &str) -> String {
    let svg = svg.replace(" stroke-linejoin=\"round\"", "");
    let mut pieces = svg.split("<path class=\"line\" id=\"");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out += "<path";
        out += piece.split_once('"').map_or("", |(_, rest)| rest);
    }
    out
}

impl Page<'_> {
    /// All problems: a legend for all drawings, then a drawing each.
    pub(super) fn problems(&mut self, problems: &[Problem<'_>]) -> String {
        let curves: usize = problems.iter().map(|problem| problem.entries.len()).sum();
        // A step takes about 12 bytes in a line and 22 more in a band.
        let bands = curves * 60 * 34 <= STATIC_ROOM;
        let bytes = if bands { 34 } else { 12 };
        let steps = (STATIC_ROOM / (bytes * curves.max(1))).clamp(16, STEPS);
        let share = Share::of(self.set, problems);
        let anchors = anchors(problems);
        let mut out = self.legend(self.names.iter().map(String::as_str));
        out += "<div class=\"multiples\">";
        for (problem, id) in problems.iter().zip(&anchors) {
            let curves = plots::by_cost(self.set, problem, steps);
            put!(
                out,
                "<details class=\"problem\" id=\"{id}\"><summary>{}</summary>",
                self.multiple(problem, &curves, id, bands)
            );
            put!(
                out,
                "<div class=\"inside\" data-figure=\"{id}-curves\">{}</div></details>",
                self.inside(problem, &curves, id)
            );
            self.data.push(data::problem(self.set, &self.names, problem, &format!("{id}-curves"), share));
        }
        out + "</div>"
    }

    /// The name of the problem and its drawing.
    fn multiple(&mut self, problem: &Problem<'_>, curves: &Curves, id: &str, bands: bool) -> String {
        let mut figure = plots::problem(self.set, problem, curves, View::Judged, &self.looks, bands);
        figure.name = format!("{id}-small");
        figure.legend = Legend::Absent;
        figure.panels[0].title.clear();
        for series in &mut figure.panels[0].series {
            series.look.marker = None;
            series.marks.clear();
        }
        let name = format!("<span class=\"name\" title=\"{0}\">{0}</span>", escaped(&problem.name));
        match svg::sized(&figure, MULTIPLE, false) {
            Ok(svg) => format!("{name}<span class=\"thumb\">{}</span>", lean(&without_caption(&svg, &figure.caption))),
            Err(_) => {
                name + &self.note_undrawn(format!("figure {id:?} has nothing to draw: no finite point within its axes"))
            }
        }
    }

    /// What a problem opens to without its curves, which the script draws: facts, caption, files.
    fn inside(&self, problem: &Problem<'_>, curves: &Curves, id: &str) -> String {
        let along = curves.axis.label(&self.set.schema, problem.cost_model);
        let mut references: Vec<String> = Vec::new();
        for run in problem.entries.iter().flat_map(|entry| &entry.runs) {
            if !run.reference_kind.is_empty() && !references.contains(&run.reference_kind) {
                references.push(run.reference_kind.clone());
            }
        }
        let facts = [
            format!("{} variables", problem.dim),
            format!("error: {}", problem.error_kind),
            format!(
                "reference value: {}",
                if references.is_empty() { "none".to_owned() } else { references.join(", ") }
            ),
        ];
        let facts = concat(facts.iter().map(|fact| format!("<li>{}</li>", escaped(fact))));
        let caption = caption::curves(problem, curves, View::Judged, &along);
        format!("<ul class=\"facts\">{facts}</ul><div class=\"stage\"></div>{}", self.caption(&caption, id))
    }
}

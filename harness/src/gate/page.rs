//! The verdict as a page of its own: every cell, baseline above now, offline and without a script.

use super::cells::{Cell, Cells};
use super::tables;
use super::verdict::{Row, Standing, Verdict};
use crate::markup::escaped;
use std::fmt::Write as _;

/// What was compared.
pub(super) struct Seen<'a> {
    /// Baseline.
    pub(super) was: &'a Cells,
    /// Now.
    pub(super) now: &'a Cells,
}

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;\
    background:#fff}h1{font-size:1.4rem;line-height:1.25}.passed{color:#00664a}.failed{color:#b00020}\
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;color:#444;\
    padding:.4rem 0}td,th{padding:.25rem .5rem;text-align:left;border-bottom:1px solid #ddd;vertical-align:middle;\
    font-weight:400}thead th{font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}\
    tr.bad td,tr.bad th{background:#fdecef}svg{display:block}details{margin:1rem 0}\
    .was{fill:#0072b2;stroke:#0072b2}.now{fill:#d55e00;stroke:#d55e00}\
    @media print{body{margin:0;max-width:none}}";

/// Size of a strip.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 30.0;
/// Room beside the marks.
const EDGE: f64 = 6.0;

/// The page, complete.
pub(super) fn html(title: &str, verdict: &Verdict, seen: &Seen<'_>) -> String {
    let class = if verdict.holds() { "passed" } else { "failed" };
    let mut above = String::new();
    for note in &verdict.notes {
        let _ = write!(above, "<p>{}</p>", escaped(note));
    }
    for table in [tables::findings(verdict), tables::algorithms(verdict)] {
        if !table.rows.is_empty() {
            let _ = write!(above, "<div class=\"wide\">{}</div>", table.html());
        }
    }
    let (red, rest): (Vec<&Row>, Vec<&Row>) = verdict.cells.iter().partition(|row| bad(row));
    let (tested, equal): (Vec<&Row>, Vec<&Row>) = rest.into_iter().partition(|row| row.standing != Standing::Equal);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>Regression gate: {title}</title><style>{STYLE}</style></head><body>\n\
         <h1 class=\"{class}\">{sentence}</h1>\n<p>{title}</p>\n{above}\
         <p>A strip has the baseline above, <span class=\"was\">blue</span>, and what is there now below, \
         <span class=\"now\">orange</span>, on one logarithmic axis of the cost. Of a random cell the baseline is a box \
         from quartile to quartile with the median and the 5 % and 95 % quantiles, and every run of now is a mark; of a \
         deterministic cell every target is a mark.</p>\n{red}{tested}{equal}</body></html>\n",
        title = escaped(title),
        sentence = escaped(&verdict.sentence()),
        red = section("Changed or failed", true, &red, seen),
        tested = section("Tested, not found to be slower", true, &tested, seen),
        equal = section("Bit-equal to the baseline", red.is_empty() && tested.is_empty(), &equal, seen),
    )
}

fn bad(row: &Row) -> bool {
    matches!(row.standing, Standing::Outside | Standing::Failed)
}

fn section(title: &str, open: bool, rows: &[&Row], seen: &Seen<'_>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let body: String = rows.iter().map(|row| line(row, seen)).collect();
    let open = if open { " open" } else { "" };
    format!(
        "<details{open}><summary>{title}: {} cells</summary>\n<div class=\"wide\"><table><thead><tr><th scope=\"col\">problem</th>\
         <th scope=\"col\">algorithm</th><th scope=\"col\">baseline and now</th><th scope=\"col\">median before</th>\
         <th scope=\"col\">now</th><th scope=\"col\">ratio</th><th scope=\"col\">detectable</th><th scope=\"col\"></th></tr></thead>\
         <tbody>{body}</tbody></table></div></details>\n",
        rows.len()
    )
}

fn line(row: &Row, seen: &Seen<'_>) -> String {
    let strip = strip(seen.was.get(&row.key), seen.now.get(&row.key));
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
    let median = |costs: Option<super::verdict::Costs>| {
        costs.and_then(|costs| costs.median).map_or_else(|| "–".to_owned(), super::shown)
    };
    format!(
        "<tr{}><th scope=\"row\">{}</th><td>{}</td><td>{strip}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
         <td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
        if bad(row) { " class=\"bad\"" } else { "" },
        escaped(&row.key.problem),
        escaped(&row.key.algorithm),
        median(row.before),
        median(row.now),
        number(row.ratio),
        number(row.detectable),
        row.standing.name(),
    )
}

/// All finite costs of a cell, sorted.
fn costs(cell: Option<&Cell>) -> Vec<f64> {
    let runs = cell.into_iter().flat_map(|cell| &cell.runs);
    let mut costs: Vec<f64> =
        runs.flat_map(|run| run.hits.iter().flatten().copied()).filter(|cost| *cost > 0.0).collect();
    costs.sort_by(f64::total_cmp);
    costs
}

/// Baseline above, now below; empty where neither has a cost.
fn strip(was: Option<&Cell>, now: Option<&Cell>) -> String {
    let (before, after) = (costs(was), costs(now));
    let ends = before
        .first()
        .into_iter()
        .chain(after.first())
        .copied()
        .reduce(f64::min)
        .zip(before.last().into_iter().chain(after.last()).copied().reduce(f64::max));
    let Some((low, high)) = ends else { return String::new() };
    // At least a fifth of a decade, so that a strip without spread has room.
    let (low, high) = if high / low < 1.6 { (low / 1.3, high * 1.3) } else { (low, high) };
    let x = |cost: f64| EDGE + (WIDTH - 2.0 * EDGE) * (cost / low).ln() / (high / low).ln();
    let mut marks = String::new();
    if was.is_some_and(|cell| cell.random) && before.len() > 4 {
        let q = |level| x(reports::quantile::of_sorted(&before, level));
        let (left, right) = (q(0.25), q(0.75));
        let _ = write!(
            marks,
            "<g class=\"was\"><path d=\"M{:.1} 8H{:.1}\"/><rect x=\"{left:.1}\" y=\"4\" width=\"{:.1}\" height=\"8\" \
             fill-opacity=\".25\"/><path d=\"M{:.1} 3V13\" stroke-width=\"2\"/></g>",
            q(0.05),
            q(0.95),
            (right - left).max(0.5),
            q(0.5),
        );
    } else {
        marks += &ticks("was", &before, 3.0, x);
    }
    marks += &ticks("now", &after, 17.0, x);
    let about = format!("costs from {} to {}", super::shown(low), super::shown(high));
    format!(
        "<svg width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{about}\">\
         <path d=\"M{EDGE} 15H{:.1}\" stroke=\"#ccc\"/>{marks}</svg>",
        WIDTH - EDGE
    )
}

fn ticks(class: &str, costs: &[f64], top: f64, x: impl Fn(f64) -> f64) -> String {
    let path = costs.iter().fold(String::new(), |mut path, cost| {
        let _ = write!(path, "M{:.1} {top}v10", x(*cost));
        path
    });
    format!("<path class=\"{class}\" stroke-opacity=\".7\" d=\"{path}\"/>")
}

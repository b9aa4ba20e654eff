//! What names the curves: labels at their ends, the legend, the labels of guides.

use super::sheet::{points, units};
use super::symbol::Symbol;
use super::{Area, Canvas, Drawn, ROW, Shared, colour, dashed, escaped, font};
use crate::axis::Scale;
use crate::figure::{Guide, Line, Look, Panel, Series};
use crate::style::TEXT;
use plotters::coord::CoordTranslate;
use plotters::element::{EmptyElement, PathElement, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor};

const GUIDE: RGBColor = RGBColor(0x77, 0x77, 0x77);
const LABEL: RGBColor = RGBColor(0x55, 0x55, 0x55);

/// A line of given slope through a point, with its label on it.
pub(super) fn guide(canvas: &Canvas<'_>, guide: &Guide, panel: &Panel) -> Drawn {
    let (x, y) = (canvas.x, canvas.y);
    let value = |at: f64| match (panel.x.scale, panel.y.scale) {
        (Scale::Log, Scale::Log) => guide.y * (at / guide.x).powf(guide.slope),
        (Scale::Log, Scale::Linear) => guide.y + guide.slope * (at / guide.x).ln(),
        (Scale::Linear, Scale::Log) => guide.y * (guide.slope * (at - guide.x)).exp(),
        (Scale::Linear, Scale::Linear) => guide.y + guide.slope * (at - guide.x),
    };
    let point = |part: f64| (x.value(part), value(x.value(part)));
    let (Some(low), Some(high)) = (y.part(value(x.from)), y.part(value(x.to))) else { return Ok(()) };
    // From where it enters the panel to where it leaves it.
    let crossing = |edge: f64| ((edge - low) / (high - low)).clamp(0.0, 1.0);
    canvas.pen(&format!(r#" class="guide"{}"#, dashed("1.5 2.5")));
    let ends = vec![point(crossing(-0.1)), point(crossing(1.1))];
    canvas.area.draw(&PathElement::new(ends, GUIDE.stroke_width(9)))?;
    canvas.pen("");
    // The label stands on the line, where it leaves the panel or three quarters along it.
    let inside = |&(_, value): &(f64, f64)| y.part(value).is_some_and(|part| part > 0.02 && part < 0.94);
    if let Some(at) = [0.85, 0.7, 0.55, 0.4, 0.25, 0.1].map(point).into_iter().find(inside) {
        let style = font(10.0).color(&LABEL).pos(Pos::new(HPos::Right, VPos::Bottom));
        canvas.area.draw(&(EmptyElement::at(at) + Text::new(guide.label.clone(), (0, units(-1.6)), style)))?;
    }
    Ok(())
}

/// Names at the right end of the curves, pushed apart, joined by thin lines.
pub(super) fn edge_labels(canvas: &Canvas<'_>, area: &Area, panel: &Panel) -> Drawn {
    let (left, above) = area.get_base_pixel();
    let (top, bottom, right) = (canvas.frame.top + 4.0, canvas.frame.foot, canvas.frame.end);
    let mut labels: Vec<(f64, f64, &Series)> = panel
        .series
        .iter()
        .filter_map(|series| {
            let mut ends = series.x.iter().zip(&series.y).rev();
            let end = ends.find(|&(&x, &y)| canvas.x.part(x).and(canvas.y.part(y)).is_some())?;
            let (x, y) = canvas.area.as_coord_spec().translate(&(*end.0, *end.1));
            Some((points(y - above).clamp(top, bottom), points(x - left).min(right), series))
        })
        .collect();
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let gap = ((bottom - top) / labels.len().max(1) as f64).min(13.0);
    let mut places: Vec<f64> = labels.iter().map(|label| label.0).collect();
    for k in 1..places.len() {
        places[k] = places[k].max(places[k - 1] + gap);
    }
    let mut limit = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - gap;
    }
    let size = if gap < 11.0 { gap.max(6.0) } else { TEXT };
    let text = right + 16.0;
    for ((end, at, series), place) in labels.into_iter().zip(places) {
        let colour = colour(series.look.colour);
        canvas.markup(&format!(r#"<g data-algorithm="{}">"#, escaped(&series.name)));
        let link = [(at, end), (right + 2.0, end), (text - 3.0, place)].map(|(x, y)| (units(x), units(y)));
        area.draw(&PathElement::new(link, colour.mix(0.6).stroke_width(7)))?;
        let [r, g, b] = crate::colour::ink(series.look.colour);
        let ink = RGBColor(r, g, b);
        let style = font(size).color(&ink).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw_text(series.legend(), &style, (units(text), units(place)))?;
        canvas.markup("</g>");
    }
    Ok(())
}

/// The legend's grid.
pub(super) struct Columns {
    across: usize,
    pub(super) rows: usize,
    pitch: f64,
    left: f64,
}

impl Columns {
    pub(super) fn new(entries: usize, widest: f64, width: f64) -> Self {
        let pitch = widest + 50.0;
        let columns = ((width / pitch) as usize).clamp(1, entries.max(1));
        Self {
            across: columns,
            rows: entries.div_ceil(columns),
            pitch,
            left: ((width - pitch * columns as f64) / 2.0).max(4.0),
        }
    }
}

/// Line samples and names below the panels.
pub(super) fn legend(sheet: &Shared, area: &Area, entries: &[(&str, Look, Line)], grid: &Columns) -> Drawn {
    let style = font(TEXT).pos(Pos::new(HPos::Left, VPos::Center));
    for (n, (name, look, line)) in entries.iter().enumerate() {
        let x = grid.left + (n % grid.across) as f64 * grid.pitch;
        let y = 4.0 + (n / grid.across) as f64 * ROW + ROW / 2.0;
        sheet.borrow_mut().markup(&format!(r#"<g data-algorithm="{}">"#, escaped(name)));
        sample(sheet, area, *look, *line, (x, y))?;
        area.draw_text(name, &style, (units(x + 36.0), units(y)))?;
        sheet.borrow_mut().markup("</g>");
    }
    Ok(())
}

/// A piece of a curve with a marker, 30 wide.
pub(super) fn sample(sheet: &Shared, area: &Area, look: Look, line: Line, (x, y): (f64, f64)) -> Drawn {
    let colour = colour(look.colour);
    let (x, y) = (units(x), units(y));
    if line != Line::Points {
        sheet.borrow_mut().pen(&dashed(look.dash));
        area.draw(&PathElement::new([(x, y), (x + 300, y)], colour.stroke_width(17)))?;
        sheet.borrow_mut().pen("");
    }
    if let Some(shape) = look.marker {
        area.draw(&Symbol { at: (x + 150, y), shape, radius: 3.0, colour })?;
    }
    Ok(())
}

//! What plotters draws on: SVG in tenths of a point, with dashes, groups and ids.

use super::{INK, escaped, text_width};
use crate::export::FONT;
use crate::style::TEXT;
use crate::text::put;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontTransform,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

/// Plotters counts in whole numbers: in tenths of a point.
pub(super) const UNIT: f64 = 10.0;

/// A length in points as a number plotters takes.
pub(super) fn units(points: f64) -> i32 {
    (points * UNIT).round() as i32
}

/// A number of plotters in points.
pub(super) fn points(units: i32) -> f64 {
    f64::from(units) / UNIT
}

/// SVG as it grows. Consecutive shapes of one style become one path.
pub(super) struct Sheet {
    size: (u32, u32),
    out: String,
    pen: String,
    style: String,
    path: String,
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl Sheet {
    /// An empty sheet, shared with the areas plotters draws on; shown `scale` times as large as it is drawn.
    pub(super) fn shared((width, height): (f64, f64), scale: f64) -> Rc<RefCell<Self>> {
        let (width, height) = (points(units(width)), points(units(height)));
        let (wide, high) = (points(units(scale * width)), points(units(scale * height)));
        let out = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {width} {height}" role="img" font-family="{FONT}, Verdana, sans-serif" font-size="{TEXT}" fill="{}">"#,
            hex(INK.0, INK.1, INK.2)
        );
        let size = (units(width).unsigned_abs(), units(height).unsigned_abs());
        let (pen, style, path) = (String::new(), String::new(), String::new());
        Rc::new(RefCell::new(Self { size, out, pen, style, path }))
    }

    /// Markup between what is drawn before and after: a group, a title, a clip path.
    pub(super) fn markup(&mut self, text: &str) {
        if !self.path.is_empty() {
            put!(self.out, r#"<path{} d="{}"/>"#, self.style, self.path);
            self.path.clear();
        }
        self.out += text;
    }

    /// Attributes of the paths to come: dashes, id, class.
    pub(super) fn pen(&mut self, attributes: &str) {
        attributes.clone_into(&mut self.pen);
    }

    /// The whole text.
    pub(super) fn finish(&mut self) -> String {
        self.markup("</svg>");
        std::mem::take(&mut self.out)
    }

    fn shape(&mut self, style: &str, outline: &str) {
        let style = self.pen.clone() + style;
        if self.style != style {
            self.markup("");
            self.style = style;
        }
        self.path += outline;
    }
}

fn hex(r: u8, g: u8, b: u8) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The colour as the value of the attribute `what`, with its opacity.
fn paint(what: &str, BackendColor { alpha, rgb: (r, g, b) }: BackendColor) -> String {
    let opacity = if alpha < 1.0 { format!(r#" {what}-opacity="{alpha}""#) } else { String::new() };
    format!(r#" {what}="{}"{opacity}"#, hex(r, g, b))
}

fn stroke<S: BackendStyle>(style: &S) -> String {
    let width = f64::from(style.stroke_width()) / UNIT;
    format!(r#" fill="none"{} stroke-width="{width}""#, paint("stroke", style.color()))
}

/// The corners joined; horizontal runs become one line.
fn outline(corners: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut kept: Vec<BackendCoord> = Vec::new();
    for at in corners {
        match kept[..] {
            [.., last] if last == at => {}
            [.., before, ref mut last] if before.1 == last.1 && last.1 == at.1 => *last = at,
            _ => kept.push(at),
        }
    }
    let mut d = String::new();
    let mut before = None;
    for corner in kept {
        let (x, y) = (points(corner.0), points(corner.1));
        match before.replace(corner) {
            None => put!(d, "M{x} {y}"),
            Some((_, level)) if level == corner.1 => put!(d, "H{x}"),
            Some((at, _)) if at == corner.0 => put!(d, "V{y}"),
            Some(_) => put!(d, "L{x} {y}"),
        }
    }
    d
}

impl DrawingBackend for Sheet {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Done {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (a, b): BackendCoord,
        (c, d): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let corners = [(a, b), (c, b), (c, d), (a, d)];
        if fill {
            self.fill_polygon(corners, style)
        } else {
            self.draw_path(corners.into_iter().chain([(a, b)]), style)
        }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Done {
        if style.color().alpha > 0.0 {
            self.shape(&stroke(style), &outline(path));
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Done {
        self.shape(&paint("fill", style.color()), &(outline(corners) + "Z"));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> Done {
        let painted = if fill { paint("fill", style.color()) } else { stroke(style) };
        let (x, y, r) = (points(x), points(y), f64::from(radius) / UNIT);
        self.markup(&format!(r#"<circle cx="{x}" cy="{y}" r="{r}"{painted}/>"#));
        Ok(())
    }

    /// Does not end a path: on an axis ticks and labels alternate.
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Done {
        if text.is_empty() {
            return Ok(());
        }
        let Pos { h_pos, v_pos } = style.anchor();
        let anchor = match h_pos {
            HPos::Left => "",
            HPos::Center => r#" text-anchor="middle""#,
            HPos::Right => r#" text-anchor="end""#,
        };
        // From the anchor to the baseline: the font's capitals are 0.72 high, its descenders 0.24 deep.
        let drop = match v_pos {
            VPos::Top => 0.72,
            VPos::Center => 0.36,
            VPos::Bottom => -0.24,
        };
        let drop = (drop * style.size()).round() as i32;
        let angle = match style.transform() {
            FontTransform::None => 0,
            FontTransform::Rotate90 => 90,
            FontTransform::Rotate180 => 180,
            FontTransform::Rotate270 => -90,
        };
        let place = if angle == 0 {
            format!(r#" x="{}" y="{}""#, points(x), points(y + drop))
        } else {
            format!(r#" transform="translate({} {}) rotate({angle})" y="{}""#, points(x), points(y), points(drop))
        };
        let size = style.size() / UNIT;
        let size = if (size - TEXT).abs() > 0.0 { format!(r#" font-size="{size}""#) } else { String::new() };
        let color = style.color();
        let fill = if color.rgb == (INK.0, INK.1, INK.2) { String::new() } else { paint("fill", color) };
        put!(self.out, "<text{place}{anchor}{size}{fill}>{}</text>", escaped(text));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok(((text_width(text) * style.size() / TEXT) as u32, style.size() as u32))
    }
}

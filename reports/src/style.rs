//! How large a figure and its text are: for a screen, a paper's column, a slide.
//!
//! A figure is always drawn with text of `TEXT` points; a style says how many such points fit across, and to what
//! width the whole is scaled. So lines, markers and gaps keep their proportion to the text.

/// The size of text in a drawing before it is scaled.
pub(crate) const TEXT: f64 = 11.0;

/// What a figure is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// The page: every panel of the same size, titles.
    #[default]
    Screen,
    /// A paper: 8 point text in a column of 3.35 inches, several panels over two columns of together 7 inches, no titles.
    Paper,
    /// A slide: 16 to 9, text of 20 points on a width of 10 inches.
    Slide,
}

/// What a style means for one figure, in points before scaling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sizes {
    /// Width of a panel with its axes and with the names at its edge.
    pub(crate) panel: Option<f64>,
    /// Height of a panel with its axes.
    pub(crate) height: f64,
    /// Room above the axes.
    pub(crate) top: f64,
    /// From points before scaling to points on paper.
    pub(crate) scale: f64,
}

/// A panel of the page.
pub(crate) const SCREEN: Sizes = Sizes { panel: None, height: 290.0, top: 28.0, scale: 1.0 };

/// A panel of small multiples.
pub(crate) const MULTIPLE: Sizes = Sizes { panel: Some(280.0), height: 190.0, top: 8.0, scale: 1.0 };

impl Style {
    /// Every style.
    pub const ALL: [Self; 3] = [Self::Screen, Self::Paper, Self::Slide];

    /// The name of the style, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Paper => "paper",
            Self::Slide => "slide",
        }
    }

    /// Whether panels have titles: a paper's figure has its caption instead, unless panels must be told apart.
    pub(crate) fn titled(self, panels: usize) -> bool {
        self != Self::Paper || panels > 1
    }

    /// The sizes of a figure of `columns` panels in a row, in `rows`.
    pub(crate) fn sizes(self, columns: usize, rows: usize, titled: bool) -> Sizes {
        let columns = columns as f64;
        let fitted = |width: f64, text: f64, aspect: f64| {
            let scale = text / TEXT;
            let panel = width / scale / columns;
            Sizes { panel: Some(panel), height: panel * aspect, top: if titled { 28.0 } else { 10.0 }, scale }
        };
        match self {
            Self::Screen => SCREEN,
            Self::Paper if columns <= 1.0 => fitted(241.0, 8.0, 0.76),
            Self::Paper => fitted(504.0, 8.0, 0.78),
            Self::Slide => {
                let mut sizes = fitted(720.0, 20.0 / columns.max(1.0).sqrt(), 0.5625);
                // Below the panels is room for the legend.
                let room = if columns > 1.0 || rows > 1 { 0.8 } else { 1.0 };
                sizes.height = 405.0 / sizes.scale / rows as f64 * room;
                sizes
            }
        }
    }

    /// Pixels a point in PNG files: 150 dots an inch on the screen, 300 on paper, 1920 across a slide.
    pub(crate) fn pixels(self) -> f32 {
        match self {
            Self::Screen => 2.0,
            Self::Paper => 300.0 / 72.0,
            Self::Slide => 1920.0 / 720.0,
        }
    }
}

//! Rates of convergence: slopes of least-squares lines through a window of a curve, with intervals.
//!
//! Log-log, `ln e = c − p ln k`: sublinear, of order p. Semi-log, `ln e = c − r k`: linear, by `e^(−r)` a unit of cost.
//! Draper, Smith, "Applied regression analysis", 3rd ed., Wiley, 1998, §1.4. Rows of one run are not independent: the
//! interval of one fit says how straight the line is. The spread over seeds is that of the slopes of the runs.

use super::error::Error;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// A straight line and how well it fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Slope b of `y = a + b x`.
    pub slope: f64,
    /// Intercept a.
    pub intercept: f64,
    /// Standard error of the slope, with n − 2 degrees of freedom.
    pub standard_error: f64,
    /// Ends of the interval of the slope, `b ∓ t_(n−2) se`.
    pub interval: (f64, f64),
    /// Squared correlation; 1 is straight.
    pub r_squared: f64,
    /// Points in the window.
    pub points: usize,
}

/// The least-squares line through the points; at least three, not all with the same x.
pub fn line(x: &[f64], y: &[f64], confidence: f64) -> Result<Line, Error> {
    if x.len() != y.len() {
        return Err(Error::Ragged { name: "y".to_owned(), found: y.len(), wanted: x.len() });
    }
    if x.len() < 3 {
        return Err(Error::TooFew { name: "points in the window".to_owned(), found: x.len(), wanted: 3 });
    }
    let n = x.len() as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (mx, my) = (mean(x), mean(y));
    let products = |u: &[f64], mu: f64, v: &[f64], mv: f64| u.iter().zip(v).map(|(u, v)| (u - mu) * (v - mv)).sum();
    let (sxx, sxy, syy): (f64, f64, f64) = (products(x, mx, x, mx), products(x, mx, y, my), products(y, my, y, my));
    if sxx.is_nan() || sxx <= 0.0 {
        return Err(Error::Value { name: "x".to_owned(), at: 0, value: x[0], expected: "two different numbers" });
    }
    let slope = sxy / sxx;
    let residual = (syy - slope * sxy).max(0.0);
    let standard_error = (residual / (n - 2.0) / sxx).sqrt();
    let t = StudentsT::new(0.0, 1.0, n - 2.0).map_or(f64::NAN, |t| t.inverse_cdf(0.5 + confidence / 2.0));
    Ok(Line {
        slope,
        intercept: my - slope * mx,
        standard_error,
        interval: (slope - t * standard_error, slope + t * standard_error),
        r_squared: if syy > 0.0 { sxy * sxy / (sxx * syy) } else { 1.0 },
        points: x.len(),
    })
}

/// Slope of ln e against ln k for costs k in `window`; only positive finite errors and positive costs are points.
pub fn log_log(cost: &[f64], error: &[f64], window: (f64, f64), confidence: f64) -> Result<Line, Error> {
    let (x, y): (Vec<f64>, Vec<f64>) =
        points(cost, error, window).filter(|p| p.0 > 0.0).map(|(k, e)| (k.ln(), e)).unzip();
    line(&x, &y, confidence)
}

/// Slope of ln e against k for costs k in `window`; only positive finite errors are points.
pub fn semi_log(cost: &[f64], error: &[f64], window: (f64, f64), confidence: f64) -> Result<Line, Error> {
    let (x, y): (Vec<f64>, Vec<f64>) = points(cost, error, window).unzip();
    line(&x, &y, confidence)
}

/// Costs in the window and logarithms of their errors.
fn points<'a>(cost: &'a [f64], error: &'a [f64], window: (f64, f64)) -> impl Iterator<Item = (f64, f64)> + 'a {
    let inside = move |(k, e): &(&f64, &f64)| **k >= window.0 && **k <= window.1 && **e > 0.0 && e.is_finite();
    cost.iter().zip(error).filter(inside).map(|(k, e)| (*k, e.ln()))
}

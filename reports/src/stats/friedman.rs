//! Friedman's test of several algorithms on the same instances.
//!
//! Friedman, "The use of ranks to avoid the assumption of normality implicit in the analysis of variance", JASA, 1937;
//! Iman, Davenport, "Approximations of the critical region of the Friedman statistic", Communications in Statistics,
//! 1980; Demšar, "Statistical comparisons of classifiers over multiple data sets", JMLR, 2006, §3.2.2. Assumes rows
//! that are independent: one row an instance, never one a target or a repeat.

use super::error::Error;
use super::rank::midranks;
use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor};

/// The outcome of Friedman's test.
#[derive(Clone, Debug, PartialEq)]
pub struct Friedman {
    /// Mean rank of each column; 1 is the smallest.
    pub mean_ranks: Vec<f64>,
    /// Rows.
    pub n: usize,
    /// `χ² = (12 / (n k (k+1)) Σ_j R_j² − 3n(k+1)) / (1 − Σ(t³ − t) / (n k (k² − 1)))`, `R_j` sums of ranks.
    pub chi_squared: f64,
    /// Its p-value with k − 1 degrees of freedom.
    pub p: f64,
    /// Iman and Davenport's `F = (n − 1) χ² / (n(k − 1) − χ²)`; infinite if all rows rank alike.
    pub f: f64,
    /// Its p-value with k − 1 and (k − 1)(n − 1) degrees of freedom; less conservative.
    pub f_p: f64,
}

/// The test of rows of costs, one column an algorithm; infinite costs of a row tie.
pub fn test(rows: &[Vec<f64>]) -> Result<Friedman, Error> {
    let k = columns(rows)?;
    let n = rows.len();
    let mut sums = vec![0.0; k];
    let mut ties = 0.0;
    for row in rows {
        let row = midranks(row);
        ties += row.ties;
        for (sum, rank) in sums.iter_mut().zip(&row.ranks) {
            *sum += rank;
        }
    }
    let (rows, columns) = (n as f64, k as f64);
    let mean_ranks: Vec<f64> = sums.iter().map(|sum| sum / rows).collect();
    let squares: f64 = sums.iter().map(|sum| sum * sum).sum();
    let spread = 12.0 / (rows * columns * (columns + 1.0)) * squares - 3.0 * rows * (columns + 1.0);
    let untied = 1.0 - ties / (rows * columns * (columns * columns - 1.0));
    // Every row one tie: nothing differs.
    if untied <= 0.0 {
        return Ok(Friedman { mean_ranks, n, chi_squared: 0.0, p: 1.0, f: 0.0, f_p: 1.0 });
    }
    let freedom = columns - 1.0;
    let chi_squared = (spread / untied).max(0.0);
    let f = (rows - 1.0) * chi_squared / (rows * freedom - chi_squared).max(0.0);
    let p = ChiSquared::new(freedom).map_or(f64::NAN, |d| d.sf(chi_squared));
    let f_p = match FisherSnedecor::new(freedom, freedom * (rows - 1.0)) {
        Ok(distribution) if f.is_finite() => distribution.sf(f),
        Ok(_) => 0.0,
        Err(_) => f64::NAN,
    };
    Ok(Friedman { mean_ranks, n, chi_squared, p, f, f_p })
}

/// The number of columns, the same in all rows.
fn columns(rows: &[Vec<f64>]) -> Result<usize, Error> {
    let few = |name: &str, found| Error::TooFew { name: name.to_owned(), found, wanted: 2 };
    let Some(first) = rows.first().filter(|_| rows.len() > 1) else { return Err(few("rows", rows.len())) };
    if let Some(at) = rows.iter().position(|row| row.len() != first.len()) {
        return Err(Error::Ragged { name: format!("row {at}"), found: rows[at].len(), wanted: first.len() });
    }
    if first.len() < 2 {
        return Err(few("columns", first.len()));
    }
    Ok(first.len())
}

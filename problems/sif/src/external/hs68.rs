//! `PHI`: the distribution function of the standard normal law, Φ(x) = ½ erfc(−x/√2), of problems 68 and 69.
//!
//! Source: W. Hock, K. Schittkowski, *Test Examples for Nonlinear Programming Codes*, Springer, 1981, problem 68.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use statrs::function::erf::erfc;

use super::{Argument, External, Wanted};
use crate::fortran::Part;

pub(super) const PHI: External =
    External { name: "PHI", signature: &[Argument::Input], returns: Some(0), compute: normal };

/// Φ, Φ′ = φ(x) = e^(−x²/2)/√(2π), Φ″ = −x φ(x).
fn normal(x: &[f64], wanted: &mut Wanted<'_>) {
    let x = x[0];
    let density = (-0.5 * x * x).exp() / TAU.sqrt();
    for &(_, part, to) in wanted.parts {
        let value = match part {
            Part::Value => 0.5 * erfc(-x * FRAC_1_SQRT_2),
            Part::First(_) => density,
            Part::Second(..) => -x * density,
        };
        (wanted.write)(to, value);
    }
}

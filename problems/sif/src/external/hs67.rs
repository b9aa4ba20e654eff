//! `HS67`: the alkylation process of problems 67 and 114, where two quantities solve fixed-point equations.
//!
//! Source: W. Hock, K. Schittkowski, *Test Examples for Nonlinear Programming Codes*, Springer, 1981, problem 67. The
//! constants are those of the collection's Fortran function, which has them in single precision; the iterations stop
//! where it stops, and the derivatives are those of the iterates.

use super::{Argument, Dual, External, Wanted, independent, single};

pub(super) const HS67: External = External {
    name: "HS67",
    signature: &[
        Argument::Input,
        Argument::Input,
        Argument::Input,
        Argument::Results { first: 0, many: 8 },
        Argument::Ignored,
        Argument::Ignored,
    ],
    returns: None,
    compute: |x, wanted: &mut Wanted<'_>| wanted.give(&quantities(independent::<3>(x))),
};

/// Change of a quantity at which its iteration stops.
const CHANGE: f32 = 0.001;

/// A bound on the iterations, far above the about ten that they take inside the bounds.
const ITERATIONS: usize = 1000;

/// y₁ (unused), …, y₈.
fn quantities([x1, x2, x3]: [Dual<3>; 3]) -> [Dual<3>; 8] {
    let settled = |new: Dual<3>, old: Dual<3>| (new - old).re.abs() <= f64::from(CHANGE);
    let c = single::<Dual<3>>;
    let (mut y2, mut y3, mut y6) = (c(1.6) * x1, c(0.0), c(0.0));
    for _ in 0..ITERATIONS {
        y3 = c(1.22) * y2 - x1;
        y6 = (x2 + y3) / x1;
        let next = c(0.01) * x1 * (c(112.0) + c(13.167) * y6 - c(0.6667) * y6 * y6);
        if settled(next, y2) {
            break;
        }
        y2 = next;
    }
    let (mut y4, mut y5, mut y7, mut y8) = (c(93.0), c(0.0), c(0.0), c(0.0));
    for _ in 0..ITERATIONS {
        y5 = c(86.35) + c(1.098) * y6 - c(0.038) * y6 * y6 + c(0.325) * (y4 - c(89.0));
        y8 = c(3.0) * y5 - c(133.0);
        y7 = c(35.82) - c(0.222) * y8;
        let next = c(98000.0) * x3 / (y2 * y7 + c(1000.0) * x3);
        if settled(next, y4) {
            break;
        }
        y4 = next;
    }
    [c(0.0), y2, y3, y4, y5, y6, y7, y8]
}

//! `IFUN85`: the quantities c₁…c₁₉ and y₁…y₂₀ of problem 85, computed one from the other.
//!
//! Source: W. Hock, K. Schittkowski, *Test Examples for Nonlinear Programming Codes*, Springer, 1981, problem 85, with
//! the constants of the collection's Fortran function. The collection's second derivative of the problem by x₂ and x₃
//! is wrong; these are the exact ones.

use super::{Argument, Dual, External, Wanted, independent};

/// Arrays of derivatives that follow each array of quantities: five first and fifteen second ones.
const DERIVATIVES: usize = 20;

pub(super) const IFUN85: External = External {
    name: "IFUN85",
    signature: &SIGNATURE,
    returns: None,
    compute: |x, wanted: &mut Wanted<'_>| wanted.give(&quantities(independent::<5>(x))),
};

/// A flag, x₁…x₅, c with its derivatives, y with its derivatives.
const SIGNATURE: [Argument; 6 + 2 * (1 + DERIVATIVES)] = {
    let mut signature = [Argument::Ignored; 6 + 2 * (1 + DERIVATIVES)];
    let mut i = 1;
    while i < 6 {
        signature[i] = Argument::Input;
        i += 1;
    }
    signature[6] = Argument::Results { first: 0, many: 19 };
    signature[7 + DERIVATIVES] = Argument::Results { first: 19, many: 20 };
    signature
};

/// c₁…c₁₉, then y₁…y₂₀.
fn quantities([x1, x2, x3, x4, x5]: [Dual<5>; 5]) -> [Dual<5>; 39] {
    let over = |a: f64, b: Dual<5>| Dual::from_re(a) / b;
    let y1 = x2 + x3 + 41.6;
    let c1 = x4 * 0.024 - 4.62;
    let y2 = over(12.5, c1) + 12.0;
    let c2 = x1 * x1 * 3.535e-4 + x1 * 0.5311 + x1 * y2 * 0.08705;
    let c3 = x1 * 0.052 + 78.0 + x1 * y2 * 0.002_377;
    let y3 = c2 / c3;
    let y4 = y3 * 19.0;
    let rest = x1 - y3;
    let c4 = rest * 0.04782 + rest * rest / x2 * 0.1956 + y4 * 0.6376 + y3 * 1.594;
    let c5 = x2 * 100.0;
    let c6 = x1 - y3 - y4;
    let c7 = -(c4 / c5) + 0.95;
    let y5 = c6 * c7;
    let y6 = x1 - y3 - y4 - y5;
    let c8 = (y4 + y5) * 0.995;
    let y7 = c8 / y1;
    let y8 = c8 / 3798.0;
    let c9 = y7 - y7 / y8 * 0.0663 - 0.3153;
    let y9 = over(96.82, c9) + y1 * 0.321;
    let y10 = y3 * 2.29 + y4 * 1.258 + y5 * 1.29 + y6 * 1.71;
    let y11 = x1 * 1.71 + y3 * 0.58 - y4 * 0.452;
    let c10 = Dual::from_re(12.3 / 752.3);
    let c11 = x1 * y2 * 1.74125;
    let c12 = y10 * 0.9995 + 1998.0;
    let y12 = c10 * x1 + c11 / c12;
    let y13 = c12 - y2 * 1.75;
    let y14 = x2 * 64.4 + x3 * 58.4 + over(146_312.0, y9 + x5) + 3623.0;
    let c13 = y10 * 0.9995 - y14 * 0.1121 + x2 * 60.8 + x4 * 48.0 - 5095.0;
    let y15 = y13 / c13;
    let y16 = y15 * -331_000.0 + y13 * 40.0 - y15 * y13 * 61.0 + 148_000.0;
    let c14 = y10 * 2324.0 - y2 * 2.874e7;
    let y17 = y10 * -1328.0 - y11 * 531.0 + c14 / c12 + 1.413e7;
    let c15 = y13 / y15 - y13 / 0.52;
    let c16 = y15 * -0.72 + 1.104;
    let c17 = y9 + x5;
    let c18 = c15 / c16;
    let c19 = y2 / c12;
    let y18 = y4 - over(0.28 / 0.72, y5);
    let y19 = c19 * -3496.0;
    let y20 = over(62_212.0, c17) - y1;
    [
        c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, y1, y2, y3, y4, y5, y6,
        y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20,
    ]
}

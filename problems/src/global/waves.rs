//! Trigonometric functions of two variables.

use super::fixed::{Place, smooth_function};
use super::over::SPREAD;
use crate::About;
use std::f64::consts::PI;

smooth_function!(
    Branin,
    "Branin's function.",
    2,
    About {
        name: "branin",
        title: "Branin's function, three equal minima",
        formula: "f(x, y) = (y − 5.1 x²/4π² + 5x/π − 6)² + 10 (1 − 1/8π) cos x + 10,  −5 ≤ x ≤ 10, 0 ≤ y ≤ 15",
        optimum: "(−π, 12.275), (π, 2.275), (3π, 2.475), f* = 5/4π (closed form)",
        source: "Branin, Widely convergent method for finding multiple solutions of simultaneous nonlinear equations, IBM J. Research and Development 16, 1972",
        parameters: &[SPREAD],
    },
    Place {
        lower: [-5.0, 0.0],
        upper: [10.0, 15.0],
        optimum: 1.25 / PI,
        solutions: &[[-PI, 12.275], [PI, 2.275], [3.0 * PI, 2.475]],
        floor: 1e-14
    },
    |[x, y]| {
        let off = y - x * x * (5.1 / (4.0 * PI * PI)) + x * (5.0 / PI) - 6.0;
        off * off + x.cos() * (10.0 - 1.25 / PI) + 10.0
    }
);

smooth_function!(
    Easom,
    "Easom's function.",
    2,
    About {
        name: "easom",
        title: "Easom's function, a needle in a plain",
        formula: "f(x, y) = −cos x cos y exp(−(x − π)² − (y − π)²),  −100 ≤ x, y ≤ 100",
        optimum: "(π, π), f* = −1 (closed form)",
        source: "Easom, A survey of global optimization techniques, University of Louisville, 1990",
        parameters: &[SPREAD],
    },
    Place { lower: [-100.0; 2], upper: [100.0; 2], optimum: -1.0, solutions: &[[PI, PI]], floor: 0.0 },
    |[x, y]| -x.cos() * y.cos() * (-(x - PI).powi(2) - (y - PI).powi(2)).exp()
);

smooth_function!(
    DropWave,
    "The drop wave.",
    2,
    About {
        name: "drop-wave",
        title: "the drop wave, rings that grow towards the minimum",
        formula: "f(x, y) = −(1 + cos(12 r))/(r²/2 + 2),  r² = x² + y²,  −5.12 ≤ x, y ≤ 5.12",
        optimum: "(0, 0), f* = −1 (closed form)",
        source: "Molga and Smutnicki, Test functions for optimization needs, 2005, section 2.15",
        parameters: &[SPREAD],
    },
    Place { lower: [-5.12; 2], upper: [5.12; 2], optimum: -1.0, solutions: &[[0.0, 0.0]], floor: 0.0 },
    |[x, y]| {
        let s = x * x + y * y;
        // cos(12 √s) by its series where √s has no derivative.
        let wave = if s.re() < 1e-8 { (s * -4147.2 + 864.0) * s * s - s * 72.0 + 1.0 } else { (s.sqrt() * 12.0).cos() };
        -(wave + 1.0) / (s * 0.5 + 2.0)
    }
);

smooth_function!(
    McCormick,
    "The function of `McCormick`.",
    2,
    About {
        name: "mccormick",
        title: "McCormick's function, a wave over a trough",
        formula: "f(x, y) = sin(x + y) + (x − y)² − 1.5x + 2.5y + 1 + 10 d⁴,  −1.5 ≤ x ≤ 4, −3 ≤ y ≤ 4, d the distances to the box, whose fourth powers keep the better values outside it out",
        optimum: "(1/2 − π/3, −1/2 − π/3), f* = −√3/2 − π/3 (closed form)",
        source: "McCormick, Applied nonlinear programming, 1983; Jamil and Yang 2013, function 72",
        parameters: &[SPREAD],
    },
    Place {
        lower: [-1.5, -3.0],
        upper: [4.0, 4.0],
        optimum: -1.913_222_954_981_037,
        solutions: &[[0.5 - PI / 3.0, -0.5 - PI / 3.0]],
        floor: 0.0
    },
    |[x, y]| {
        let beyond = |z: D, lower: f64, upper: f64| {
            if z.re() < lower {
                z - lower
            } else if z.re() > upper {
                z - upper
            } else {
                D::zero()
            }
        };
        let outside = beyond(x, -1.5, 4.0).powi(4) + beyond(y, -3.0, 4.0).powi(4);
        (x + y).sin() + (x - y).powi(2) - x * 1.5 + y * 2.5 + 1.0 + outside * 10.0
    }
);

//! Functions of two variables with edges.

use super::fixed::{Place, black_box, function};
use super::over::SPREAD;
use crate::{About, Class};
use std::f64::consts::PI;

function!(
    Eggholder,
    "The egg holder.",
    [Class::Objective],
    2,
    About {
        name: "eggholder",
        title: "the egg holder, its best hollow on the edge of the box",
        formula: "f(x, y) = −(y + 47) sin √|x/2 + y + 47| − x sin √|x − y − 47|,  −512 ≤ x, y ≤ 512; outside, f at the nearest point of the box and the squared distance to it",
        optimum: "(512, 404.23180511375781), f* = −959.64066272085080 (root of the derivative along the edge, in 40 digits)",
        source: "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation 4, 2013, function 53",
        parameters: &[SPREAD],
    },
    |spread| {
        let place = Place {
            lower: [-512.0; 2],
            upper: [512.0; 2],
            optimum: -959.640_662_720_850_8,
            solutions: &[[512.0, 404.231_805_113_757_8]],
            floor: 0.0,
        };
        black_box(
            |[x, y]: [f64; 2]| {
                let y = y + 47.0;
                -y * (0.5 * x + y).abs().sqrt().sin() - x * (x - y).abs().sqrt().sin()
            },
            &place,
            spread,
        )
    }
);

function!(
    HolderTable,
    "The Hölder table.",
    [Class::Objective],
    2,
    About {
        name: "holder-table",
        title: "the Hölder table, four minima at its corners",
        formula: "f(x, y) = −|sin x cos y exp |1 − r/π||,  r² = x² + y²,  −10 ≤ x, y ≤ 10; outside, f at the nearest point of the box and the squared distance to it",
        optimum: "(±8.0550234757365634, ±9.6645900192412729), f* = −19.208502567886732 (roots of the gradient, in 40 digits)",
        source: "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation 4, 2013, function 146",
        parameters: &[SPREAD],
    },
    |spread| {
        let place = Place {
            lower: [-10.0; 2],
            upper: [10.0; 2],
            optimum: -19.208_502_567_886_732,
            solutions: &[
                [8.055_023_475_736_564, 9.664_590_019_241_273],
                [8.055_023_475_736_564, -9.664_590_019_241_273],
                [-8.055_023_475_736_564, 9.664_590_019_241_273],
                [-8.055_023_475_736_564, -9.664_590_019_241_273],
            ],
            floor: 0.0,
        };
        black_box(|[x, y]: [f64; 2]| -(x.sin() * y.cos() * (1.0 - x.hypot(y) / PI).abs().exp()).abs(), &place, spread)
    }
);

function!(
    CrossInTray,
    "The cross in a tray.",
    [Class::Objective],
    2,
    About {
        name: "cross-in-tray",
        title: "the cross in a tray, four minima between its arms",
        formula: "f(x, y) = −10⁻⁴ (1 + |sin x sin y exp |100 − r/π||)^0.1,  r² = x² + y²,  −10 ≤ x, y ≤ 10; outside, f at the nearest point of the box and the squared distance to it",
        optimum: "(±1.3494066171539108, ±1.3494066171539108), f* = −2.0626118708227369 (roots of the gradient, in 40 digits)",
        source: "Mishra, Some new test functions for global optimization and performance of repulsive particle swarm method, 2006",
        parameters: &[SPREAD],
    },
    |spread| {
        let place = Place {
            lower: [-10.0; 2],
            upper: [10.0; 2],
            optimum: -2.062_611_870_822_737,
            solutions: &[
                [1.349_406_617_153_910_8, 1.349_406_617_153_910_8],
                [1.349_406_617_153_910_8, -1.349_406_617_153_910_8],
                [-1.349_406_617_153_910_8, 1.349_406_617_153_910_8],
                [-1.349_406_617_153_910_8, -1.349_406_617_153_910_8],
            ],
            floor: 1e-13,
        };
        black_box(
            |[x, y]: [f64; 2]| {
                let crossed = (x.sin() * y.sin() * (100.0 - x.hypot(y) / PI).abs().exp()).abs();
                -1e-4 * (crossed + 1.0).powf(0.1)
            },
            &place,
            spread,
        )
    }
);

function!(
    Bukin6,
    "Bukin's function 6.",
    [Class::Objective],
    2,
    About {
        name: "bukin-6",
        title: "Bukin's function 6, a sharp curved ridge",
        formula: "f(x, y) = 100 √|y − x²/100| + |x + 10|/100,  −15 ≤ x ≤ −5, −3 ≤ y ≤ 3; outside, f at the nearest point of the box and the squared distance to it",
        optimum: "(−10, 1), f* = 0 (closed form)",
        source: "Jamil and Yang, A literature survey of benchmark functions for global optimisation problems, Int. J. Mathematical Modelling and Numerical Optimisation 4, 2013, function 28",
        parameters: &[SPREAD],
    },
    |spread| {
        let place =
            Place { lower: [-15.0, -3.0], upper: [-5.0, 3.0], optimum: 0.0, solutions: &[[-10.0, 1.0]], floor: 0.0 };
        black_box(|[x, y]: [f64; 2]| 100.0 * (y - 0.01 * x * x).abs().sqrt() + 0.01 * (x + 10.0).abs(), &place, spread)
    }
);

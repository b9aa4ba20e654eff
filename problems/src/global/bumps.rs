//! Sums of a few bumps: Hartmann's and Shekel's functions.

use super::fixed::{Formula, Place, curved, smooth_function};
use super::over::{CURVED, SPREAD};
use crate::{About, Class, Data, Error, Family, Instance, Rng, expect};
use num_dual::DualNum;
use std::sync::Arc;

const HARTMANN: &str = "Hartman, Some experiments in global optimization, Naval Postgraduate School, 1972; Dixon and Szegő, \
                        The global optimization problem: an introduction, Towards global optimisation 2, 1978";

/// −Σᵢ αᵢ exp(−Σⱼ Aᵢⱼ (xⱼ − Pᵢⱼ)²).
fn bumps<D: DualNum<f64> + Copy, const N: usize>(x: [D; N], a: &[[f64; N]; 4], p: &[[f64; N]; 4]) -> D {
    const ALPHA: [f64; 4] = [1.0, 1.2, 3.0, 3.2];
    let mut f = D::zero();
    for ((alpha, a), p) in ALPHA.iter().zip(a).zip(p) {
        let mut exponent = D::zero();
        for ((x, a), p) in x.iter().zip(a).zip(p) {
            exponent -= (*x - *p) * (*x - *p) * *a;
        }
        f -= exponent.exp() * *alpha;
    }
    f
}

smooth_function!(
    Hartmann3,
    "Hartmann's function of three variables.",
    3,
    About {
        name: "hartmann-3",
        title: "Hartmann's function of three variables, four bumps",
        formula: "f(x) = −Σᵢ αᵢ exp(−Σⱼ Aᵢⱼ (xⱼ − Pᵢⱼ)²), four terms,  0 ≤ x ≤ 1",
        optimum: "(0.11461434, 0.55564885, 0.85254695), f* = −3.8627821478207554 (root of the gradient, in 40 digits)",
        source: HARTMANN,
        parameters: &[SPREAD],
    },
    Place {
        lower: [0.0; 3],
        upper: [1.0; 3],
        optimum: -3.862_782_147_820_755_4,
        solutions: &[[0.114_614_338_589_671_97, 0.555_648_849_971_856_9, 0.852_546_953_520_865_7]],
        floor: 0.0
    },
    |x| bumps(
        x,
        &[[3.0, 10.0, 30.0], [0.1, 10.0, 35.0], [3.0, 10.0, 30.0], [0.1, 10.0, 35.0]],
        &[[0.3689, 0.117, 0.2673], [0.4699, 0.4387, 0.747], [0.1091, 0.8732, 0.5547], [0.03815, 0.5743, 0.8828]],
    )
);

smooth_function!(
    Hartmann6,
    "Hartmann's function of six variables.",
    6,
    About {
        name: "hartmann-6",
        title: "Hartmann's function of six variables, four bumps",
        formula: "f(x) = −Σᵢ αᵢ exp(−Σⱼ Aᵢⱼ (xⱼ − Pᵢⱼ)²), four terms,  0 ≤ x ≤ 1",
        optimum: "(0.20168951, 0.15001069, 0.47687397, 0.27533243, 0.31165162, 0.65730053), f* = −3.3223680114155148 \
                  (root of the gradient, in 40 digits)",
        source: HARTMANN,
        parameters: &[SPREAD],
    },
    Place {
        lower: [0.0; 6],
        upper: [1.0; 6],
        optimum: -3.322_368_011_415_515,
        solutions: &[[
            0.201_689_511_006_705_42,
            0.150_010_691_823_457_97,
            0.476_873_974_221_897,
            0.275_332_430_494_056_1,
            0.311_651_616_600_113_26,
            0.657_300_534_065_620_3,
        ]],
        floor: 0.0
    },
    |x| bumps(
        x,
        &[
            [10.0, 3.0, 17.0, 3.5, 1.7, 8.0],
            [0.05, 10.0, 17.0, 0.1, 8.0, 14.0],
            [3.0, 3.5, 1.7, 10.0, 17.0, 8.0],
            [17.0, 8.0, 0.05, 10.0, 0.1, 14.0],
        ],
        &[
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
            [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
            [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ],
    )
);

/// Shekel's function of m = 5, 7 or 10 holes.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shekel {
    holes: usize,
    spread: f64,
}

impl Default for Shekel {
    fn default() -> Self {
        Self { holes: 10, spread: 1.0 }
    }
}

/// The holes of each number of them, with the minimum.
fn place(holes: usize) -> Option<Place<4>> {
    let (optimum, solutions): (f64, &[[f64; 4]]) = match holes {
        5 => (
            -10.153_199_679_058_227,
            &[[4.000_037_152_819_676, 4.000_133_276_591_56, 4.000_037_152_819_676, 4.000_133_276_591_56]],
        ),
        7 => (
            -10.402_940_566_818_66,
            &[[4.000_572_916_185_823, 4.000_689_366_185_304, 3.999_489_708_859_150_5, 3.999_606_158_858_631_5]],
        ),
        10 => (
            -10.536_409_816_692_043,
            &[[4.000_746_531_592_047, 4.000_592_934_138_532, 3.999_663_398_040_322_4, 3.999_509_800_586_807_7]],
        ),
        _ => return None,
    };
    Some(Place { lower: [0.0; 4], upper: [10.0; 4], optimum, solutions, floor: 0.0 })
}

impl Family for Shekel {
    const ABOUT: About = About {
        name: "shekel",
        title: "Shekel's function, holes in a plain",
        formula: "f(x) = −Σᵢ₌₁ᵐ 1/(‖x − cᵢ‖² + βᵢ), four variables,  0 ≤ x ≤ 10",
        optimum: "near (4, 4, 4, 4), f* = −10.153199679058227, −10.40294056681866, −10.536409816692043 for m = 5, 7, 10 \
                  (roots of the gradient, in 40 digits)",
        source: "Shekel, Test functions for multimodal search techniques, Fifth Princeton Conference on Information \
                 Science and Systems, 1971; Dixon and Szegő 1978",
        parameters: &[("holes", "m: 5, 7 or 10"), SPREAD],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        CURVED.to_vec()
    }

    fn dim(&self) -> usize {
        4
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect(place(self.holes).is_some(), "holes", self.holes, "5, 7 or 10")?;
        expect((0.0..=1.0).contains(&self.spread), "spread", self.spread, "0 to 1")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        curved(Holes(self.holes), &place(self.holes).expect("checked by make"), self.spread)
    }
}

struct Holes(usize);

impl Formula<4> for Holes {
    fn value<D: DualNum<f64> + Copy>(&self, x: [D; 4]) -> D {
        const CENTERS: [[f64; 4]; 10] = [
            [4.0, 4.0, 4.0, 4.0],
            [1.0, 1.0, 1.0, 1.0],
            [8.0, 8.0, 8.0, 8.0],
            [6.0, 6.0, 6.0, 6.0],
            [3.0, 7.0, 3.0, 7.0],
            [2.0, 9.0, 2.0, 9.0],
            [5.0, 5.0, 3.0, 3.0],
            [8.0, 1.0, 8.0, 1.0],
            [6.0, 2.0, 6.0, 2.0],
            [7.0, 3.6, 7.0, 3.6],
        ];
        const BETA: [f64; 10] = [0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5];
        let mut f = D::zero();
        for (center, beta) in CENTERS.iter().zip(BETA).take(self.0) {
            let mut depth = D::from(beta);
            for (x, c) in x.iter().zip(center) {
                depth += (*x - *c) * (*x - *c);
            }
            f -= depth.recip();
        }
        f
    }
}

//! BBOB: COCO's 24 noiseless functions, and their large-scale variants, with COCO's values.

mod attractive_sector;
mod bent_cigar;
mod chain;
mod different_powers;
mod discus;
mod draw;
mod ellipsoid;
mod family;
mod function;
mod gallagher;
mod katsuura;
mod linear_slope;
mod lunacek;
mod rastrigin;
mod rosenbrock;
mod schaffers;
mod schwefel;
mod sharp_ridge;
mod sphere;
mod step_ellipsoid;
mod weierstrass;

pub use family::{Bbob, BbobLargescale};

use crate::{Suite, entry};
use draw::Draw;
use function::Function;

/// The families of this folder.
pub const SUITE: Suite = Suite {
    name: "bbob",
    title: "BBOB, the black-box functions of COCO",
    families: &[entry::<Bbob>(), entry::<BbobLargescale>()],
};

/// COCO's targets for f − fᵒᵖᵗ: 10^(2 − i/5), i = 0 … 50.
pub const TARGETS: [f64; 51] = targets();

const fn targets() -> [f64; 51] {
    const POWERS: [f64; 11] = [1e2, 1e1, 1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
    // 10^(−j/5).
    const FIFTHS: [f64; 5] =
        [1.0, 0.630_957_344_480_193_2, 0.398_107_170_553_497_2, 0.251_188_643_150_958, 0.158_489_319_246_111_34];
    let mut targets = [0.0; 51];
    let mut i = 0;
    while i < targets.len() {
        targets[i] = POWERS[i / 5] * FIFTHS[i % 5];
        i += 1;
    }
    targets
}

/// What COCO runs of a suite by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// Numbers of the functions.
    pub functions: std::ops::RangeInclusive<u64>,
    /// Numbers of the instances.
    pub instances: std::ops::RangeInclusive<u64>,
    /// Dimensions.
    pub dims: &'static [u64],
}

/// The functions, instances and dimensions of a suite by the name of its family.
pub fn defaults(family: &str) -> Option<Defaults> {
    let dims: &[u64] = match family {
        "bbob" => &[2, 3, 5, 10, 20, 40],
        "bbob-largescale" => &[20, 40, 80, 160, 320, 640],
        _ => return None,
    };
    Some(Defaults { functions: 1..=24, instances: 1..=15, dims })
}

/// f1 to f24.
const FUNCTIONS: [fn(&Draw) -> Function; 24] = [
    sphere::sphere,
    ellipsoid::separable,
    rastrigin::separable,
    rastrigin::bueche,
    linear_slope::linear_slope,
    attractive_sector::attractive_sector,
    step_ellipsoid::step_ellipsoid,
    rosenbrock::separable,
    rosenbrock::rotated,
    ellipsoid::rotated,
    discus::discus,
    bent_cigar::bent_cigar,
    sharp_ridge::sharp_ridge,
    different_powers::different_powers,
    rastrigin::rotated,
    weierstrass::weierstrass,
    schaffers::round,
    schaffers::flat,
    rosenbrock::griewank,
    schwefel::schwefel,
    gallagher::peaks_101,
    gallagher::peaks_21,
    katsuura::katsuura,
    lunacek::bi_rastrigin,
];

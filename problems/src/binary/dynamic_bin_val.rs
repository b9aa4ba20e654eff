//! Σᵢ 2ⁿ⁻ⁱ x_{π(i)} with a new permutation π every generation, at random or by an adversary.

use super::bin_val::written;
use super::bits::{Bits, Cube, DIM, START, Start, instance, space_of_cube, start};
use crate::class::{Bounds, Fitness, PseudoBoolean, Space};
use crate::{About, Class, Data, Error, Family, Instance, Rng, Vector};
use rand::seq::SliceRandom;
use rand::{Rng as _, SeedableRng};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::sync::Arc;

/// `Dynamic BinVal`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DynamicBinVal {
    dim: usize,
    start: Start,
}

/// `Switching Dynamic BinVal`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sdbv {
    dim: usize,
    start: Start,
}

/// The start, and the seed of the permutations.
pub struct Made {
    start: Vec<bool>,
    seed: [u8; 32],
}

const OPTIMUM: &str = "x* = (1, …, 1) in every generation (closed form); the error is the number of zeros of x";

macro_rules! family {
    ($family:ident, $order:expr, $about:expr) => {
        impl Default for $family {
            fn default() -> Self {
                Self { dim: 100, start: Start::default() }
            }
        }

        impl Family for $family {
            const ABOUT: About = $about;

            type Made = Made;

            fn classes(&self) -> Vec<Class> {
                vec![Class::PseudoBoolean]
            }

            fn dim(&self) -> usize {
                self.dim
            }

            fn make(&self, rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
                Ok(Made { start: start(self.start, self.dim, rng)?, seed: rng.random() })
            }

            fn instance(&self, made: &Arc<Made>) -> Instance {
                instance(Changing::new(made, $order))
            }
        }
    };
}

family!(
    DynamicBinVal,
    Order::Random,
    About {
        name: "dynamic-bin-val",
        title: "the number the bits write in a new random order every generation",
        formula: "f_t(x) = Σᵢ 2ⁿ⁻ⁱ x_{π_t(i)}, π_t a uniform permutation of generation t; maximized over {0, 1}ⁿ",
        optimum: OPTIMUM,
        source: "Lengler and Schaller, The (1+1)-EA on noisy linear functions with random positive weights, SSCI 2018; \
                 Lengler and Meier, Large population sizes and crossover help in dynamic environments, PPSN XVI, 2020",
        parameters: &[DIM, START],
    }
);

family!(
    Sdbv,
    Order::Switching,
    About {
        name: "sdbv",
        title: "Switching Dynamic BinVal, the hardest dynamic monotone function",
        formula: "f_t(x) = Σᵢ 2ⁿ⁻ⁱ x_{π_t(i)}; while the parent of generation t has fewer than n/2 zeros, π_t puts its \
                  zeros before its ones, so that whoever gains a one is accepted; else its ones before its zeros, so \
                  that whoever loses a one is not; within either, the order is random; maximized over {0, 1}ⁿ",
        optimum: OPTIMUM,
        source: "Kaufmann, Larcher, Lengler and Sieberling, Hardest monotone functions for evolutionary algorithms, \
                 EvoCOP 2024, arXiv 2311.07438",
        parameters: &[DIM, START],
    }
);

/// Who orders the bits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Random,
    Switching,
}

struct Changing {
    cube: Cube,
    order: Order,
    /// π of the present generation, and what it is drawn from.
    permutation: RefCell<(Vec<usize>, Rng)>,
}

space_of_cube!(Changing);

impl Changing {
    fn new(made: &Made, order: Order) -> Self {
        let permutation = (0..made.start.len()).collect();
        let problem = Self {
            cube: Cube { start: made.start.clone() },
            order,
            permutation: RefCell::new((permutation, Rng::from_seed(made.seed))),
        };
        problem.generation(&made.start);
        problem
    }
}

impl PseudoBoolean for Changing {
    fn fitness(&self, x: &[bool], f: &mut Fitness) {
        written(self.permutation.borrow().0.iter().map(|&i| x[i]), f);
    }

    fn generation(&self, parent: &[bool]) {
        let (permutation, rng) = &mut *self.permutation.borrow_mut();
        permutation.shuffle(rng);
        if self.order == Order::Switching {
            let zeros = parent.iter().filter(|bit| !**bit).count();
            // Twice, for n may be odd.
            let first = 2 * zeros >= parent.len();
            permutation.sort_unstable_by_key(|&i| parent[i] != first);
        }
    }

    fn dynamic(&self) -> bool {
        true
    }
}

impl Bits for Changing {
    fn error(&self, ones: impl Iterator<Item = bool>) -> f64 {
        ones.filter(|one| !one).count() as f64
    }

    fn optimum(&self) -> Option<f64> {
        None
    }
}

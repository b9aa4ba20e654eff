//! The two families: parameters, problem, judge.

use super::FUNCTIONS;
use super::draw::{Draw, Layout};
use super::function::Function;
use crate::class::{Bounds, Objective, Space};
use crate::{
    About, Class, Data, Error, ErrorKind, Family, Instance, Judge, Known, Measures, Offer, Reference, Rng, Vector,
    distance, expect,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A function of COCO's suite `bbob`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bbob {
    function: usize,
    dim: usize,
    instance: u64,
}

/// A function of COCO's suite `bbob-largescale`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BbobLargescale {
    function: usize,
    dim: usize,
    instance: u64,
}

impl Default for Bbob {
    fn default() -> Self {
        Self { function: 1, dim: 10, instance: 1 }
    }
}

impl Default for BbobLargescale {
    fn default() -> Self {
        Self { function: 1, dim: 80, instance: 1 }
    }
}

const FUNCTION: (&str, &str) = (
    "function",
    "1 sphere, 2 ellipsoid, 3 Rastrigin, 4 Büche-Rastrigin, 5 linear slope, 6 attractive sector, 7 step ellipsoid, \
     8 Rosenbrock, 9 rotated Rosenbrock, 10 rotated ellipsoid, 11 discus, 12 bent cigar, 13 sharp ridge, \
     14 different powers, 15 rotated Rastrigin, 16 Weierstrass, 17 and 18 Schaffers F7 of condition 10 and 1000, \
     19 Griewank-Rosenbrock, 20 Schwefel, 21 and 22 Gallagher of 101 and 21 peaks, 23 Katsuura, 24 Lunacek bi-Rastrigin",
);
const INSTANCE: (&str, &str) = ("instance", "which optimum, offset and rotations, from 1, as COCO counts them");
const OPTIMUM: &str = "xᵒᵖᵗ in [−5, 5]ⁿ and fᵒᵖᵗ in [−1000, 1000] as COCO draws them (closed form)";

/// The functions without a rotation are cheap in any dimension.
const SEPARABLE: [usize; 7] = [1, 2, 3, 4, 5, 8, 20];

impl Bbob {
    fn check(&self) -> Result<(), Error> {
        numbered(self.function, self.instance)?;
        if SEPARABLE.contains(&self.function) {
            expect((2..=1_000_000).contains(&self.dim), "dim", self.dim, "2 to 1000000")
        } else {
            expect((2..=2000).contains(&self.dim), "dim", self.dim, "2 to 2000 where the function is rotated")
        }
    }

    fn layout() -> Layout {
        Layout::Full
    }
}

impl BbobLargescale {
    fn check(&self) -> Result<(), Error> {
        numbered(self.function, self.instance)?;
        expect((2..=100_000).contains(&self.dim), "dim", self.dim, "2 to 100000")
    }

    fn layout() -> Layout {
        Layout::Blocks
    }
}

fn numbered(function: usize, instance: u64) -> Result<(), Error> {
    expect((1..=FUNCTIONS.len()).contains(&function), "function", function, "1 to 24")?;
    expect((1..=1_000_000_000).contains(&instance), "instance", instance, "1 to 1000000000")
}

macro_rules! family {
    ($family:ident, $about:expr) => {
        impl Family for $family {
            const ABOUT: About = $about;

            type Made = Made;

            fn classes(&self) -> Vec<Class> {
                vec![Class::Objective]
            }

            fn dim(&self) -> usize {
                self.dim
            }

            fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
                self.check()?;
                let draw = Draw::new(self.function as u64, self.dim, self.instance, Self::layout());
                Ok(Made(FUNCTIONS[self.function - 1](&draw)))
            }

            fn instance(&self, made: &Arc<Made>) -> Instance {
                instance(made)
            }
        }
    };
}

family!(
    Bbob,
    About {
        name: "bbob",
        title: "BBOB: the 24 noiseless functions of COCO",
        formula: "f(x) = fᵒᵖᵗ + φ(z),  z = x − xᵒᵖᵗ rotated, conditioned, oscillated and made asymmetric as the function \
                  says;  searched in [−5, 5]ⁿ from x⁰ = 0, COCO's initial solution; defined outside too",
        optimum: OPTIMUM,
        source: "Hansen, Finck, Ros and Auger, Real-parameter black-box optimization benchmarking 2009: noiseless \
                 functions definitions, INRIA RR-6829; values of COCO 2.8.2",
        parameters: &[FUNCTION, ("dim", "number of variables n; COCO has 2, 3, 5, 10, 20, 40"), INSTANCE],
    }
);

family!(
    BbobLargescale,
    About {
        name: "bbob-largescale",
        title: "BBOB in large dimension: permuted block-diagonal rotations",
        formula: "f(x) = fᵒᵖᵗ + γ φ(z),  as bbob, every rotation P B P′ with blocks of at most 40 variables and \
                  permutations of n swaps within n/3, γ = min(1, 40/n) for all but functions 6 and 16 to 23;  \
                  searched in [−5, 5]ⁿ from x⁰ = 0",
        optimum: OPTIMUM,
        source: "Elhara, Varelas, Nguyen, Tušar, Brockhoff, Hansen and Auger, COCO: the large scale black-box \
                 optimization benchmarking (bbob-largescale) test suite, arXiv 1903.06396, 2019; values of COCO 2.8.2",
        parameters: &[FUNCTION, ("dim", "number of variables n; COCO has 20, 40, 80, 160, 320, 640"), INSTANCE],
    }
);

/// The function of an instance.
pub struct Made(Function);

fn instance(made: &Arc<Made>) -> Instance {
    let problem = Rc::new(BlackBox::new(Arc::clone(made)));
    let solution = Vector::from_column_slice(&made.0.solution);
    let known = Known {
        optimal_value: Some(made.0.optimum),
        distance: Some(distance(&problem.start(), &solution)),
        ..Known::default()
    };
    let judge = Precision { problem: Rc::clone(&problem), solution };
    Instance { problem: Offer::of(problem).objective().problem(), judge: Box::new(judge), known }
}

struct BlackBox {
    made: Arc<Made>,
    scratch: RefCell<[Vec<f64>; 2]>,
}

impl BlackBox {
    fn new(made: Arc<Made>) -> Self {
        let n = made.0.solution.len();
        Self { made, scratch: RefCell::new([vec![0.0; n], vec![0.0; n]]) }
    }

    /// f(x) − fᵒᵖᵗ.
    fn error(&self, x: &Vector) -> f64 {
        self.made.0.error(x.as_slice(), &mut self.scratch.borrow_mut())
    }
}

impl Space for BlackBox {
    fn dim(&self) -> usize {
        self.made.0.solution.len()
    }

    fn start(&self) -> Vector {
        Vector::zeros(self.dim())
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(Bounds::cube(self.dim(), -5.0, 5.0))
    }
}

impl Objective for BlackBox {
    fn value(&self, x: &Vector) -> f64 {
        self.error(x) + self.made.0.optimum
    }
}

/// Judges by f(x) − fᵒᵖᵗ before fᵒᵖᵗ is added.
struct Precision {
    problem: Rc<BlackBox>,
    solution: Vector,
}

impl Judge for Precision {
    fn error(&self, answer: &Vector) -> f64 {
        self.problem.error(answer)
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let objective = self.problem.value(answer);
        Measures { objective, distance: distance(answer, &self.solution), ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Gap
    }

    fn reference(&self) -> Option<Reference> {
        Some(Reference::closed_form(self.problem.made.0.optimum))
    }

    fn error_of_value(&self, value: f64) -> Option<f64> {
        Some(value - self.problem.made.0.optimum)
    }

    /// A value is f − fᵒᵖᵗ to a unit in the last place of fᵒᵖᵗ.
    fn attainable(&self) -> f64 {
        f64::EPSILON * self.problem.made.0.optimum.abs()
    }

    fn solution(&self) -> Option<Vector> {
        Some(self.solution.clone())
    }
}

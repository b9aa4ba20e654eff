//! What is charged, when it stops, and what is never charged.

#![expect(clippy::float_cmp, reason = "costs are multiples of a quarter, exact in binary")]

use problems::class::{
    Batch, Bilevel, Composite, CompositeSum, Constrained, ConstrainedBilevel, Curved, FiniteSum, FiniteSumOperator,
    Glm, LeastSquares, Objective, Operator, Saddle, Smooth, Space, Stochastic,
};
use problems::{CALLS, Call, CostModel, Matrix, Offer, Prices, Problem, Stop, Tally, Vector};
use proptest::prelude::{prop, prop_assert_eq, proptest};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// Every class at once, every oracle trivial: only the charges matter. One sample costs 1/4.
struct Everything;

const N: usize = 3;
const PRICES: Prices = Prices { hessian_product: 2, hessian: Some(5), jacobian: 3, samples: 4, solves: [1, 2, 4] };

impl Space for Everything {
    fn dim(&self) -> usize {
        N
    }
    fn start(&self) -> Vector {
        Vector::zeros(N)
    }
    fn prices(&self) -> Prices {
        PRICES
    }
}
impl Objective for Everything {
    fn value(&self, x: &Vector) -> f64 {
        x.norm_squared()
    }
}
impl Smooth for Everything {
    fn gradient(&self, _: &Vector, _: &mut Vector) {}
    fn value_gradient(&self, x: &Vector, _: &mut Vector) -> f64 {
        x.norm_squared()
    }
}
impl Curved for Everything {
    fn hessian_product(&self, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn hessian(&self, _: &Vector, _: &mut Matrix) {}
}
impl Stochastic for Everything {
    fn samples(&self) -> Option<u64> {
        Some(PRICES.samples)
    }
    fn sample_value(&self, _: &Vector, _: &[u64]) -> f64 {
        0.0
    }
    fn sample_gradient(&self, _: &Vector, _: &[u64], _: &mut Vector) {}
}
impl FiniteSum for Everything {}
impl Glm for Everything {
    fn hessian_root(&self, _: &Vector, _: &mut Matrix) {}
    fn ridge(&self) -> f64 {
        0.0
    }
}
impl LeastSquares for Everything {
    fn residuals_len(&self) -> usize {
        N
    }
    fn residuals(&self, _: &Vector, _: &mut Vector) {}
    fn jacobian_product(&self, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn jacobian_transpose_product(&self, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn jacobian(&self, _: &Vector, _: &mut Matrix) {}
}
impl Composite for Everything {
    fn penalty(&self, _: &Vector) -> f64 {
        0.0
    }
    fn prox(&self, _: &Vector, _: f64, _: &mut Vector) {}
}
impl Constrained for Everything {
    fn constraints_len(&self) -> usize {
        1
    }
    fn constraints(&self, _: &Vector, _: &mut Vector) {}
    fn jacobian_product(&self, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn jacobian_transpose_product(&self, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        Vec::new()
    }
    fn jacobian_values(&self, _: &Vector, _: &mut [f64]) {}
    fn lagrangian_product(&self, _: &Vector, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn lagrangian_hessian(&self, _: &Vector, _: &Vector, _: &mut Matrix) {}
}
impl Operator for Everything {
    fn apply(&self, _: &Vector, _: &mut Vector) {}
}
impl Saddle for Everything {
    fn split(&self) -> (usize, usize) {
        (1, 2)
    }
    fn value(&self, _: &Vector) -> f64 {
        0.0
    }
}
impl FiniteSumOperator for Everything {
    fn components(&self) -> u64 {
        PRICES.samples
    }
    fn sample_apply(&self, _: &Vector, _: &[u64], _: &mut Vector) {}
}
impl Bilevel for Everything {
    fn split(&self) -> (usize, usize) {
        (1, 2)
    }
    fn upper_value(&self, _: &Vector, _: &Vector, _: Batch<'_>) -> f64 {
        0.0
    }
    fn upper_gradient_x(&self, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
    fn upper_gradient_y(&self, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
    fn upper_hessian_product(&self, _: &Vector, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
    fn upper_cross_product(&self, _: &Vector, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
    fn lower_value(&self, _: &Vector, _: &Vector, _: Batch<'_>) -> f64 {
        0.0
    }
    fn lower_gradient_x(&self, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
    fn lower_gradient_y(&self, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
    fn lower_hessian_product(&self, _: &Vector, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
    fn lower_cross_product(&self, _: &Vector, _: &Vector, _: &Vector, _: Batch<'_>, _: &mut Vector) {}
}

impl ConstrainedBilevel for Everything {
    fn constraints_len(&self) -> (usize, usize) {
        (1, 1)
    }
    fn upper_constraints(&self, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn lower_constraints(&self, _: &Vector, _: &Vector, _: &mut Vector) {}
    fn upper_jacobians(&self, _: &Vector, _: &Vector, _: &mut Matrix, _: &mut Matrix) {}
    fn lower_jacobians(&self, _: &Vector, _: &Vector, _: &mut Matrix, _: &mut Matrix) {}
}

/// Everything behind its slots.
struct Slots {
    problem: Problem,
    x: Vector,
    g: Vector,
    h: Matrix,
    j: Matrix,
}

fn slots() -> Slots {
    let offer = Offer::of(Rc::new(Everything)).curved().glm().least_squares().composite().constrained();
    let problem = offer.saddle().finite_sum_operator().bilevel().constrained_bilevel().problem();
    Slots { problem, x: Vector::zeros(N), g: Vector::zeros(N), h: Matrix::zeros(N, N), j: Matrix::zeros(N, N) }
}

fn role<R: problems::Role + ?Sized>(problem: &Problem) -> Rc<R> {
    R::of(problem).expect("every slot is filled")
}

/// Only the charge matters.
fn ignore<T>(_: T) {}

/// As many as in the products with all unit vectors.
const HESSIAN_SOLVES: (Call, u64) = (Call::Solve, N as u64 * PRICES.solves[2]);

/// An oracle call, the counters it moves and by how much, and its cost in passes.
type Law = (&'static str, fn(&mut Slots), &'static [(Call, u64)], f64);

const KEYS: &[u64] = &[0, 2, 2];

/// The table of charges: what the docs of the classes promise.
const LAWS: &[Law] = &[
    (
        "value",
        |s| ignore(role::<dyn Objective>(&s.problem).value(&s.x)),
        &[(Call::Value, 1), (Call::Solve, PRICES.solves[0])],
        1.0,
    ),
    (
        "gradient",
        |s| role::<dyn Smooth>(&s.problem).gradient(&s.x, &mut s.g),
        &[(Call::Gradient, 1), (Call::Solve, PRICES.solves[1])],
        1.0,
    ),
    (
        "value and gradient",
        |s| ignore(role::<dyn Smooth>(&s.problem).value_gradient(&s.x, &mut s.g)),
        &[(Call::ValueGradient, 1), (Call::Solve, PRICES.solves[1])],
        1.0,
    ),
    (
        "Hessian product",
        |s| role::<dyn Curved>(&s.problem).hessian_product(&s.x, &s.x, &mut s.g),
        &[(Call::HessianProduct, 1), (Call::Solve, PRICES.solves[2])],
        2.0,
    ),
    ("Hessian", |s| role::<dyn Curved>(&s.problem).hessian(&s.x, &mut s.h), &[(Call::Hessian, 1), HESSIAN_SOLVES], 5.0),
    (
        "sparse Hessian",
        |s| role::<dyn Curved>(&s.problem).hessian_values(&s.x, &mut [0.0; 6]),
        &[(Call::Hessian, 1), HESSIAN_SOLVES],
        5.0,
    ),
    (
        "sample value",
        |s| ignore(role::<dyn Stochastic>(&s.problem).sample_value(&s.x, KEYS)),
        &[(Call::SampleValue, 3)],
        0.75,
    ),
    (
        "sample gradient",
        |s| role::<dyn Stochastic>(&s.problem).sample_gradient(&s.x, KEYS, &mut s.g),
        &[(Call::SampleGradient, 3)],
        0.75,
    ),
    ("Hessian root", |s| role::<dyn Glm>(&s.problem).hessian_root(&s.x, &mut s.h), &[(Call::Data, 1)], 1.0),
    ("residuals", |s| role::<dyn LeastSquares>(&s.problem).residuals(&s.x, &mut s.g), &[(Call::Residuals, 1)], 1.0),
    (
        "Jacobian product",
        |s| role::<dyn LeastSquares>(&s.problem).jacobian_product(&s.x, &s.x, &mut s.g),
        &[(Call::JacobianProduct, 1)],
        1.0,
    ),
    (
        "transposed Jacobian product",
        |s| role::<dyn LeastSquares>(&s.problem).jacobian_transpose_product(&s.x, &s.x, &mut s.g),
        &[(Call::JacobianProduct, 1)],
        1.0,
    ),
    ("Jacobian", |s| role::<dyn LeastSquares>(&s.problem).jacobian(&s.x, &mut s.h), &[(Call::Jacobian, 1)], 3.0),
    ("prox", |s| role::<dyn Composite>(&s.problem).prox(&s.x, 1.0, &mut s.g), &[(Call::Prox, 1)], 0.0),
    ("penalty", |s| ignore(role::<dyn Composite>(&s.problem).penalty(&s.x)), &[], 0.0),
    ("linear minimization", |s| ignore(role::<dyn Composite>(&s.problem).lmo(&s.x, &mut s.g)), &[(Call::Lmo, 1)], 0.0),
    (
        "constraints",
        |s| role::<dyn Constrained>(&s.problem).constraints(&s.x, &mut s.g),
        &[(Call::Constraints, 1)],
        1.0,
    ),
    (
        "Jacobian of the constraints",
        |s| role::<dyn Constrained>(&s.problem).jacobian_values(&s.x, &mut []),
        &[(Call::Jacobian, 1)],
        3.0,
    ),
    (
        "Jacobian product of the constraints",
        |s| role::<dyn Constrained>(&s.problem).jacobian_product(&s.x, &s.x, &mut s.g),
        &[(Call::JacobianProduct, 1)],
        1.0,
    ),
    (
        "transposed Jacobian product of the constraints",
        |s| role::<dyn Constrained>(&s.problem).jacobian_transpose_product(&s.x, &s.x, &mut s.g),
        &[(Call::JacobianProduct, 1)],
        1.0,
    ),
    (
        "Lagrangian product",
        |s| role::<dyn Constrained>(&s.problem).lagrangian_product(&s.x, &s.x, &s.x, &mut s.g),
        &[(Call::LagrangianProduct, 1)],
        2.0,
    ),
    (
        "Lagrangian Hessian",
        |s| role::<dyn Constrained>(&s.problem).lagrangian_hessian(&s.x, &s.x, &mut s.h),
        &[(Call::LagrangianHessian, 1)],
        5.0,
    ),
    ("operator", |s| role::<dyn Operator>(&s.problem).apply(&s.x, &mut s.g), &[(Call::Operator, 1)], 1.0),
    ("projection", |s| role::<dyn Operator>(&s.problem).project(&mut s.g), &[(Call::Projection, 1)], 0.0),
    ("value of a saddle", |s| ignore(role::<dyn Saddle>(&s.problem).value(&s.x)), &[(Call::Value, 1)], 1.0),
    (
        "component of an operator",
        |s| role::<dyn FiniteSumOperator>(&s.problem).sample_apply(&s.x, KEYS, &mut s.g),
        &[(Call::SampleOperator, 3)],
        0.75,
    ),
    (
        "upper value",
        |s| ignore(role::<dyn Bilevel>(&s.problem).upper_value(&s.x, &s.x, Batch::Whole)),
        &[(Call::UpperValue, 1)],
        1.0,
    ),
    (
        "sampled lower value",
        |s| ignore(role::<dyn Bilevel>(&s.problem).lower_value(&s.x, &s.x, Batch::Keys(KEYS))),
        &[(Call::LowerSamples, 3)],
        0.75,
    ),
    (
        "upper gradient in x",
        |s| role::<dyn Bilevel>(&s.problem).upper_gradient_x(&s.x, &s.x, Batch::Whole, &mut s.g),
        &[(Call::UpperGradientX, 1)],
        1.0,
    ),
    (
        "lower gradient in y",
        |s| role::<dyn Bilevel>(&s.problem).lower_gradient_y(&s.x, &s.x, Batch::Whole, &mut s.g),
        &[(Call::LowerGradientY, 1)],
        1.0,
    ),
    (
        "sampled lower Hessian product",
        |s| role::<dyn Bilevel>(&s.problem).lower_hessian_product(&s.x, &s.x, &s.x, Batch::Keys(KEYS), &mut s.g),
        &[(Call::LowerSamples, 3)],
        1.5,
    ),
    (
        "lower cross product",
        |s| role::<dyn Bilevel>(&s.problem).lower_cross_product(&s.x, &s.x, &s.x, Batch::Whole, &mut s.g),
        &[(Call::LowerCrossProduct, 1)],
        1.0,
    ),
    (
        "upper constraints",
        |s| role::<dyn ConstrainedBilevel>(&s.problem).upper_constraints(&s.x, &s.x, &mut s.g),
        &[(Call::UpperConstraints, 1)],
        1.0,
    ),
    (
        "lower constraints",
        |s| role::<dyn ConstrainedBilevel>(&s.problem).lower_constraints(&s.x, &s.x, &mut s.g),
        &[(Call::LowerConstraints, 1)],
        1.0,
    ),
    (
        "upper Jacobians",
        |s| role::<dyn ConstrainedBilevel>(&s.problem).upper_jacobians(&s.x, &s.x, &mut s.h, &mut s.j),
        &[(Call::UpperJacobian, 1)],
        3.0,
    ),
    (
        "lower Jacobians",
        |s| role::<dyn ConstrainedBilevel>(&s.problem).lower_jacobians(&s.x, &s.x, &mut s.h, &mut s.j),
        &[(Call::LowerJacobian, 1)],
        3.0,
    ),
    (
        "projection of both levels",
        |s| ignore(role::<dyn ConstrainedBilevel>(&s.problem).project(&mut s.x, &mut s.g)),
        &[(Call::Projection, 1)],
        0.0,
    ),
];

/// What a law says the counters are after it.
fn expected(moves: &[(Call, u64)]) -> [u64; CALLS] {
    std::array::from_fn(|i| moves.iter().filter(|(call, _)| *call as usize == i).map(|(_, by)| by).sum())
}

#[test]
fn each_oracle_moves_its_counter_and_is_charged_what_it_costs() {
    for (name, call, moves, cost) in LAWS {
        let mut slots = slots();
        call(&mut slots);
        assert_eq!(slots.problem.tally().counts(), expected(moves), "{name}");
        assert_eq!(slots.problem.tally().cost(), *cost, "{name}: passes");
        call(&mut slots);
        assert_eq!(slots.problem.tally().cost(), 2.0 * cost, "{name}: twice");
    }
}

#[test]
fn a_sum_without_a_penalty_is_charged_as_one_with_a_free_penalty() {
    let problem = Offer::of(Rc::new(Everything)).finite_sum().problem();
    let (sum, x, mut g) = (role::<dyn CompositeSum>(&problem), Vector::from_element(N, 1.0), Vector::zeros(N));
    assert_eq!((sum.samples(), sum.penalty(&x)), (Some(PRICES.samples), 0.0));
    sum.sample_gradient(&x, KEYS, &mut g);
    sum.gradient(&x, &mut g);
    sum.prox(&x, 1.0, &mut g);
    assert_eq!((g, problem.tally().cost()), (x, 1.75));
}

#[test]
fn calls_cost_one_each_in_the_model_that_counts_calls() {
    for (name, call, moves, _) in LAWS {
        let mut slots = slots();
        slots.problem.tally().charge_by(&CostModel::Calls, N, PRICES);
        call(&mut slots);
        let calls: u64 = moves.iter().filter(|(call, _)| *call != Call::Solve).map(|(_, by)| by).sum();
        assert_eq!(slots.problem.tally().cost(), calls as f64, "{name}");
    }
}

#[test]
fn a_weight_is_never_ignored() {
    for (name, call, moves, _) in LAWS {
        for (counter, times) in *moves {
            let mut slots = slots();
            let others = Call::ALL.iter().filter(|other| *other != counter).map(|other| (*other, 0.0));
            let weights = others.chain([(*counter, 8.0)]).collect();
            slots.problem.tally().charge_by(&CostModel::Weights(weights), N, PRICES);
            call(&mut slots);
            assert_eq!(slots.problem.tally().cost(), 8.0 * *times as f64, "{name}: {counter:?}");
        }
    }
}

#[test]
fn the_model_of_values_charges_a_gradient_as_its_differences() {
    let charged = |model: &CostModel, name: &str| {
        let (_, call, ..) = LAWS.iter().find(|law| law.0 == name).expect("a law");
        let mut slots = slots();
        slots.problem.tally().charge_by(model, N, PRICES);
        call(&mut slots);
        slots.problem.tally().cost()
    };
    let gradient = N as f64 + 1.0;
    assert_eq!(charged(&CostModel::Values, "value"), 1.0);
    assert_eq!(charged(&CostModel::Values, "gradient"), gradient);
    assert_eq!(charged(&CostModel::Values, "Hessian product"), 2.0 * gradient);
    assert_eq!(charged(&CostModel::Values, "sample gradient"), 0.75 * gradient);
    assert_eq!(charged(&CostModel::Values, "prox"), 0.0);
    let weights = CostModel::Weights(vec![(Call::Prox, 0.25), (Call::Gradient, 3.0)]);
    assert_eq!(charged(&weights, "prox"), 0.25);
    assert_eq!(charged(&weights, "gradient"), 3.0);
    assert_eq!(charged(&weights, "sample gradient"), 2.25);
    assert_eq!(charged(&weights, "Hessian"), 5.0);
}

/// What a call unwound with.
fn stopped(call: impl FnOnce()) -> Option<Stop> {
    let outcome = catch_unwind(AssertUnwindSafe(call));
    outcome.err().map(|payload| *payload.downcast::<Stop>().expect("a stop, not a panic"))
}

#[test]
fn the_call_that_would_pass_the_budget_is_not_made_and_not_counted() {
    let Slots { problem, x, mut g, .. } = slots();
    let smooth = role::<dyn Smooth>(&problem);
    problem.tally().limit(2.5);
    smooth.gradient(&x, &mut g);
    smooth.gradient(&x, &mut g);
    assert_eq!(stopped(|| smooth.gradient(&x, &mut g)), Some(Stop::Budget));
    assert_eq!((problem.tally().count(Call::Gradient), problem.tally().cost()), (2, 2.0));
    // What still fits may be made: half a pass is left, two samples.
    let stochastic = role::<dyn Stochastic>(&problem);
    stochastic.sample_gradient(&x, &[0, 1], &mut g);
    assert_eq!(stopped(|| stochastic.sample_gradient(&x, &[0], &mut g)), Some(Stop::Budget));
    assert_eq!(problem.tally().cost(), 2.5);
    // Every oracle stops, and nothing is counted where it does.
    for (name, call, _, cost) in LAWS.iter().filter(|law| law.3 > 0.0) {
        let mut slots = self::slots();
        slots.problem.tally().limit(cost - 0.1);
        assert_eq!(stopped(|| call(&mut slots)), Some(Stop::Budget), "{name}");
        assert_eq!(slots.problem.tally().counts(), [0; CALLS], "{name}");
    }
}

#[test]
fn a_stop_is_not_raised_while_panicking() {
    /// Calls an oracle as it is dropped: a second unwinding would abort the process.
    struct Last<'a>(&'a dyn Objective, &'a Vector);
    impl Drop for Last<'_> {
        fn drop(&mut self) {
            self.0.value(self.1);
        }
    }
    let Slots { problem, x, .. } = slots();
    let objective = role::<dyn Objective>(&problem);
    problem.tally().limit(1.0);
    let stop = stopped(|| {
        let last = Last(&*objective, &x);
        objective.value(&x);
        objective.value(&x);
        drop(last);
    });
    assert_eq!(stop, Some(Stop::Budget));
    assert_eq!(problem.tally().count(Call::Value), 2, "the call while unwinding was made");
}

#[test]
fn calls_of_weight_zero_are_limited_too() {
    let tally = Tally::new(N, Prices::default());
    tally.limit(1.0);
    let free = || (0..2_000_000).for_each(|_| tally.charge(Call::Prox));
    assert_eq!(stopped(free), Some(Stop::Budget));
    assert_eq!(tally.count(Call::Prox), 1_000_000);
    assert_eq!(tally.cost(), 0.0);
    // A large budget allows them in proportion.
    let tally = Tally::new(N, Prices::default());
    tally.limit(1e4);
    (0..2_000_000).for_each(|_| tally.charge(Call::Prox));
}

#[test]
fn a_flag_stops_the_next_call_whatever_it_costs() {
    for (stop, call) in [(Stop::Time, Call::Gradient), (Stop::Interrupt, Call::Prox)] {
        let tally = Tally::new(N, Prices::default());
        let flag = tally.flag();
        tally.charge(call);
        std::thread::spawn(move || flag.raise(stop)).join().expect("raising a flag cannot fail");
        assert_eq!(stopped(|| tally.charge(call)), Some(stop));
        assert_eq!(tally.count(call), 1);
    }
}

#[test]
fn improvements_are_kept_only_while_watching_with_their_cost() {
    let Slots { problem, mut g, .. } = slots();
    let smooth = role::<dyn Smooth>(&problem);
    let at = |x: f64| Vector::from_element(N, x);
    let drained = || {
        let mut rows = Vec::new();
        problem.tally().drain_improvements(|row| rows.push((row.units, row.values, row.value)));
        rows
    };
    smooth.value(&at(3.0));
    assert_eq!(drained(), []);
    problem.tally().watch();
    for x in [2.0, 2.0, 5.0, f64::NAN, 1.0] {
        smooth.value(&at(x));
    }
    smooth.value_gradient(&at(0.0), &mut g);
    // Costs in quarters of a pass.
    assert_eq!(drained(), [(8, 2, 12.0), (24, 6, 3.0), (28, 6, 0.0)]);
    assert_eq!(problem.tally().best(), 0.0);
    assert_eq!(drained(), []);
}

proptest! {
    /// Whatever is called, the cost is the sum of what was counted, within the budget, and the next call would pass it.
    #[test]
    fn the_budget_is_a_hard_stop(budget in 0.0..50.0_f64, picks in prop::collection::vec(0..LAWS.len(), 0..60)) {
        let mut slots = slots();
        slots.problem.tally().limit(budget);
        let mut spent = 0.0;
        for pick in picks {
            let (name, call, _, cost) = LAWS[pick];
            let counts = slots.problem.tally().counts();
            let stop = stopped(|| call(&mut slots));
            prop_assert_eq!(stop.is_some(), spent + cost > budget, "{} at {} of {}", name, spent, budget);
            if stop.is_some() {
                prop_assert_eq!(slots.problem.tally().counts(), counts);
            } else {
                spent += cost;
            }
            prop_assert_eq!(slots.problem.tally().cost(), spent);
        }
    }
}

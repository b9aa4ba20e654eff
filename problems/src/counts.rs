//! Counting: the kinds of call, the counters, and the hard stop at the budget.

use crate::{CostModel, Prices};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

macro_rules! calls {
    ($($variant:ident => $name:literal, $doc:literal;)*) => {
        /// A kind of oracle call.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Call { $(#[doc = $doc] $variant),* }

        impl Call {
            /// Every kind, in the order of the columns of results.
            pub const ALL: &[Call] = &[$(Call::$variant),*];

            /// The name used in columns and reports.
            pub fn name(self) -> &'static str {
                match self { $(Call::$variant => $name),* }
            }
        }
    };
}

calls! {
    Value => "value", "f(x).";
    Gradient => "gradient", "∇f(x).";
    ValueGradient => "value_gradient", "f(x) and ∇f(x) together.";
    HessianProduct => "hessian_product", "∇²f(x) v.";
    Hessian => "hessian", "∇²f(x), whole.";
    SampleValue => "sample_value", "One sample of a value.";
    SampleGradient => "sample_gradient", "One sample of a gradient.";
    Data => "data", "One pass over the data that was handed out.";
    Residuals => "residuals", "The residual vector r(x).";
    Constraints => "constraints", "The constraint vector c(x).";
    JacobianProduct => "jacobian_product", "J(x) v or J(x)ᵀ u.";
    Jacobian => "jacobian", "J(x), whole.";
    LagrangianProduct => "lagrangian_product", "∇²ₓₓL(x, y) v.";
    LagrangianHessian => "lagrangian_hessian", "∇²ₓₓL(x, y), whole.";
    Operator => "operator", "F(z).";
    SampleOperator => "sample_operator", "One component of F(z).";
    Prox => "prox", "One proximal step of the penalty.";
    Projection => "projection", "One projection onto the feasible set.";
    Lmo => "lmo", "One linear minimization over the feasible set.";
    UpperValue => "upper_value", "Upper objective.";
    UpperGradientX => "upper_gradient_x", "Upper gradient in x.";
    UpperGradientY => "upper_gradient_y", "Upper gradient in y.";
    UpperHessianProduct => "upper_hessian_product", "Upper Hessian product in y.";
    UpperCrossProduct => "upper_cross_product", "Upper cross-derivative product.";
    LowerValue => "lower_value", "Lower objective.";
    LowerGradientX => "lower_gradient_x", "Lower gradient in x.";
    LowerGradientY => "lower_gradient_y", "Lower gradient in y.";
    LowerHessianProduct => "lower_hessian_product", "Lower Hessian product in y.";
    LowerCrossProduct => "lower_cross_product", "Lower cross-derivative product.";
    UpperConstraints => "upper_constraints", "The upper constraint vector G(x, y).";
    UpperJacobian => "upper_jacobian", "Both Jacobians of the upper constraints.";
    LowerConstraints => "lower_constraints", "The lower constraint vector g(x, y).";
    LowerJacobian => "lower_jacobian", "Both Jacobians of the lower constraints.";
    UpperSamples => "upper_samples", "Samples of the upper level, over all its oracles.";
    LowerSamples => "lower_samples", "Samples of the lower level, over all its oracles.";
    Solve => "solve", "Linear solves with the state equation, inside value and gradient.";
}

/// Number of kinds of call.
pub const CALLS: usize = Call::ALL.len();

/// Why an oracle call did not return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The call would have passed the budget.
    Budget,
    /// The wall-time limit was reached.
    Time,
    /// The user interrupted the sweep.
    Interrupt,
}

/// A switch that another thread may throw to stop a run at its next oracle call.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicU8>);

impl StopFlag {
    /// Asks the run to stop.
    pub fn raise(&self, stop: Stop) {
        self.0.store(if stop == Stop::Time { 1 } else { 2 }, Ordering::Relaxed);
    }

    /// What was asked for, if anything.
    pub fn raised(&self) -> Option<Stop> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(Stop::Time),
            _ => Some(Stop::Interrupt),
        }
    }
}

/// An evaluation that was better than all before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Improvement {
    /// Cost after the evaluation, in units of [`Tally::unit`].
    pub units: u64,
    /// Values evaluated so far.
    pub values: u64,
    /// The value.
    pub value: f64,
}

/// Plain counters around one instance of a problem: one per kind of call, and the cost they add up to.
pub struct Tally {
    counts: [Cell<u64>; CALLS],
    whole: [Cell<u64>; CALLS],
    sample: [Cell<u64>; CALLS],
    /// Price of a sample by its counter, where the weights name it.
    named: [Cell<Option<u64>>; CALLS],
    solves: Cell<[u64; 3]>,
    cost: Cell<u64>,
    budget: Cell<u64>,
    unit: Cell<u64>,
    free: Cell<u64>,
    free_limit: Cell<u64>,
    flag: StopFlag,
    best: Cell<f64>,
    improvements: RefCell<Vec<Improvement>>,
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tally").field("cost", &self.cost()).finish_non_exhaustive()
    }
}

/// Calls of weight 0 that a run may make per unit of budget before it is stopped as a runaway.
const FREE_CALLS_PER_COST: f64 = 1000.0;
/// The least number of calls of weight 0 that a run may make.
const FREE_CALLS: f64 = 1e6;

impl Tally {
    /// Counters at zero, cost in passes, no limit.
    pub fn new(dim: usize, prices: Prices) -> Self {
        let tally = Self {
            counts: [const { Cell::new(0) }; CALLS],
            whole: [const { Cell::new(0) }; CALLS],
            sample: [const { Cell::new(0) }; CALLS],
            named: [const { Cell::new(None) }; CALLS],
            solves: Cell::new(prices.solves),
            cost: Cell::new(0),
            budget: Cell::new(u64::MAX),
            unit: Cell::new(1),
            free: Cell::new(0),
            free_limit: Cell::new(u64::MAX),
            flag: StopFlag::default(),
            best: Cell::new(f64::NEG_INFINITY),
            improvements: RefCell::default(),
        };
        tally.charge_by(&CostModel::Passes, dim, prices);
        tally
    }

    /// Sets the cost model.
    pub fn charge_by(&self, model: &CostModel, dim: usize, prices: Prices) {
        for &call in Call::ALL {
            self.whole[call as usize].set(model.whole(call, dim as u64, &prices));
            self.sample[call as usize].set(model.sample(call, dim as u64, &prices));
            self.named[call as usize].set(model.named(call, &prices));
        }
        self.unit.set(model.unit(&prices));
    }

    /// Sets the hard budget, in units of the cost model; calls of weight 0 are limited along with it.
    pub fn limit(&self, budget: f64) {
        self.budget.set((budget * self.unit.get() as f64).floor() as u64);
        self.free_limit.set((budget * FREE_CALLS_PER_COST).max(FREE_CALLS) as u64);
    }

    /// Starts to keep every evaluation that is better than all before it.
    pub fn watch(&self) {
        self.best.set(f64::INFINITY);
    }

    /// The switch that stops this run from another thread.
    pub fn flag(&self) -> StopFlag {
        self.flag.clone()
    }

    /// Charges one whole call; unwinds with a [`Stop`] instead if it would pass the budget.
    #[inline]
    pub fn charge(&self, call: Call) {
        self.spend(call, 1, self.whole[call as usize].get());
    }

    /// Charges `samples` samples, counted as `counter`, each at 1/N of the whole call `kind`.
    #[inline]
    pub fn charge_samples(&self, counter: Call, kind: Call, samples: usize) {
        let samples = samples as u64;
        let price = self.named[counter as usize].get().unwrap_or(self.sample[kind as usize].get());
        self.spend(counter, samples, samples.saturating_mul(price));
    }

    /// Charges the linear solves inside `times` values (0), gradients (1) or Hessian products (2).
    #[inline]
    pub(crate) fn add_solves(&self, inside: usize, times: u64) {
        let solves = self.solves.get()[inside] * times;
        if solves > 0 {
            self.spend(Call::Solve, solves, solves.saturating_mul(self.whole[Call::Solve as usize].get()));
        }
    }

    #[inline]
    fn spend(&self, call: Call, times: u64, units: u64) {
        let cost = self.cost.get().saturating_add(units);
        if cost > self.budget.get() || units == 0 || self.flag.0.load(Ordering::Relaxed) != 0 {
            self.check(cost, units);
        }
        self.cost.set(cost);
        let counter = &self.counts[call as usize];
        counter.set(counter.get() + times);
    }

    #[cold]
    fn check(&self, cost: u64, units: u64) {
        let free = self.free.get() + u64::from(units == 0);
        let stop =
            self.flag.raised().or((cost > self.budget.get() || free > self.free_limit.get()).then_some(Stop::Budget));
        match stop {
            Some(stop) if !std::thread::panicking() => std::panic::resume_unwind(Box::new(stop)),
            _ => self.free.set(free),
        }
    }

    /// Runs `work` and forgets what it charged.
    pub(crate) fn uncounted<R>(&self, work: impl FnOnce() -> R) -> R {
        let (counts, cost, free) = (self.counts(), self.cost.get(), self.free.get());
        let done = work();
        self.counts.iter().zip(counts).for_each(|(counter, count)| counter.set(count));
        self.cost.set(cost);
        self.free.set(free);
        done
    }

    /// Notes a value that was evaluated, if it is the best so far and the tally is watching.
    #[inline]
    pub(crate) fn note(&self, value: f64) {
        if value < self.best.get() {
            self.best.set(value);
            self.improvements.borrow_mut().push(Improvement {
                units: self.cost.get(),
                values: self.counts[Call::Value as usize].get(),
                value,
            });
        }
    }

    /// Hands over the improvements since the last call.
    #[inline]
    pub fn drain_improvements(&self, mut each: impl FnMut(Improvement)) {
        let mut improvements = self.improvements.borrow_mut();
        for &improvement in improvements.iter() {
            each(improvement);
        }
        improvements.clear();
    }

    /// Calls of one kind.
    pub fn count(&self, call: Call) -> u64 {
        self.counts[call as usize].get()
    }

    /// Calls of every kind, in the order of [`Call::ALL`].
    pub fn counts(&self) -> [u64; CALLS] {
        std::array::from_fn(|i| self.counts[i].get())
    }

    /// Cost so far.
    pub fn cost(&self) -> f64 {
        self.units() as f64 / self.unit.get() as f64
    }

    /// Cost so far in integer units.
    pub fn units(&self) -> u64 {
        self.cost.get()
    }

    /// Integer units in a cost of 1.
    pub fn unit(&self) -> u64 {
        self.unit.get()
    }

    /// Best value noted since [`Tally::watch`].
    pub fn best(&self) -> f64 {
        self.best.get()
    }
}

#[cfg(panic = "abort")]
compile_error!("a run is stopped by unwinding: build without panic = \"abort\"");

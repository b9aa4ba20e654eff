//! A small problem of every class, and a run of an entry on it.

use algorithms::{End, Entry, Misfit, Watcher};
use problems::{Class, Data, Instance, PROBLEMS, Stop, stream};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

const LASSO: &str = r#"{"samples":50,"dim":20}"#;

/// The reference problem of each class.
const REFERENCES: &[(Class, &str, &str)] = &[
    (Class::Objective, "quadratic", r#"{"dim":5,"condition":10}"#),
    (Class::Smooth, "quadratic", "{}"),
    (Class::Curved, "quadratic", "{}"),
    (Class::Stochastic, "logistic-regression", r#"{"samples":100,"dim":5,"ridge":0.1}"#),
    (Class::FiniteSum, "logistic-regression", r#"{"samples":100,"dim":5,"ridge":0.1}"#),
    (Class::Glm, "logistic-regression", r#"{"samples":100,"dim":5,"ridge":0.1}"#),
    (Class::LeastSquares, "rosenbrock", "{}"),
    (Class::Composite, "lasso", LASSO),
    (Class::CompositeSum, "lasso", LASSO),
    (Class::Constrained, "hs6", "{}"),
    (Class::Operator, "bilinear", r#"{"kind":"scalar"}"#),
    (Class::Saddle, "matrix-game", r#"{"kind":"rock-paper-scissors","rows":5,"columns":5}"#),
    (Class::FiniteSumOperator, "quadratic-saddle-sum", r#"{"samples":20,"dim":5}"#),
    (Class::Bilevel, "quadratic-bilevel", r#"{"dim":5,"samples":256}"#),
    (Class::ConstrainedBilevel, "coupled-convex", r#"{"dim":5,"constraint":"unit"}"#),
    (Class::PseudoBoolean, "one-max", r#"{"dim":30}"#),
];

/// The reference problem of methods that ask for more than their class says: an LMO, a simplex.
const OTHERS: &[(&str, &str, &str)] = &[
    ("frank-wolfe", "least-squares-on-set", r#"{"set":"l1-ball","samples":50,"dim":20}"#),
    ("zo-frank-wolfe", "least-squares-on-set", r#"{"set":"l1-ball","samples":50,"dim":20}"#),
    ("mirror-descent", "least-squares-on-set", r#"{"set":"simplex","samples":50,"dim":5,"nonzeros":5}"#),
];

/// A fresh instance of the reference problem of an algorithm.
pub(crate) fn instance(algorithm: &Entry) -> Instance {
    let other = OTHERS.iter().find(|(of, ..)| *of == algorithm.about.name).map(|(_, name, given)| (name, given));
    let of_class = || {
        let row = REFERENCES.iter().find(|(of, ..)| *of == algorithm.class);
        row.map(|(_, name, given)| (name, given)).expect("every class has a row")
    };
    let (name, given) = other.unwrap_or_else(of_class);
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == *name).unwrap_or_else(|| panic!("{name}"));
    let family = (entry.build)(serde_json::from_str(given).expect("a JSON object"))
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let made = family.make(&mut stream(1, name), &Data::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    family.instance(&made)
}

/// Why a run is over.
#[derive(Debug, PartialEq)]
pub(crate) enum Finish {
    /// The method or the watcher ended it.
    Ended(End),
    /// An oracle call did.
    Stopped(Stop),
    /// It never began.
    Refused(Misfit),
}

/// Runs an entry at its defaults within a budget.
pub(crate) fn run(entry: &Entry, instance: &Instance, seed: u64, budget: f64, watcher: &mut dyn Watcher) -> Finish {
    let Instance { problem, known, .. } = instance;
    problem.tally().limit(budget);
    let mut known = *known;
    known.horizon = Some(budget);
    let algorithm = (entry.build)((entry.defaults)()).expect("defaults build");
    let mut rng = stream(seed, entry.about.name);
    let run = catch_unwind(AssertUnwindSafe(|| algorithm.run(problem, &known, &mut rng, watcher)));
    match run {
        Ok(Ok(end)) => Finish::Ended(end),
        Ok(Err(misfit)) => Finish::Refused(misfit),
        Err(payload) => match payload.downcast::<Stop>() {
            Ok(stop) => Finish::Stopped(*stop),
            Err(panic) => resume_unwind(panic),
        },
    }
}

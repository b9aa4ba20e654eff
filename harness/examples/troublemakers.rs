//! Methods that misbehave, to show what the harness makes of them: nothing they do harms another cell.

use algorithms::{About, Algorithm, Misfit};
use problems::class::{Composite, Smooth};
use problems::{Known, Rng, Vector};
use serde::{Deserialize, Serialize};

const fn about(name: &'static str, title: &'static str) -> About {
    About { name, title, formula: "none", cost: "any", source: "none", evidence: &[], parameters: &[] }
}

/// Defines a method by what one of its steps does to the point.
macro_rules! troublemaker {
    ($name:ident, $label:literal, $title:literal, $class:ident, |$problem:ident, $x:ident| $step:block) => {
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {}

        impl Algorithm for $name {
            const ABOUT: About = about($label, $title);
            type Class = dyn $class;
            type State = Vector;

            fn init(&self, problem: &dyn $class, _: &Known, _: &mut Rng) -> Result<Vector, Misfit> {
                Ok(problem.start())
            }

            fn step(&self, $problem: &dyn $class, $x: &mut Vector, _: &mut Rng) $step

            fn answer(&self, x: &Vector, answer: &mut Vector) {
                answer.copy_from(x);
            }
        }
    };
}

troublemaker!(Panics, "panics", "panics in its third gradient", Smooth, |problem, x| {
    let mut g = Vector::zeros(x.len());
    problem.gradient(x, &mut g);
    x.axpy(-0.1, &g, 1.0);
    assert!(g.norm() < -1.0, "a bug of the method");
});

troublemaker!(Aborts, "aborts", "takes the whole process with it", Smooth, |_problem, _x| {
    std::process::abort();
});

troublemaker!(Hoards, "hoards", "never ends a step: one oracle call after the other", Smooth, |problem, x| {
    let mut g = Vector::zeros(x.len());
    x.fill(f64::NAN); // torn: must never be read
    loop {
        problem.gradient(x, &mut g);
    }
});

troublemaker!(Freeloads, "freeloads", "never ends a step of calls that cost nothing", Composite, |problem, x| {
    let mut p = Vector::zeros(x.len());
    loop {
        problem.prox(x, 1.0, &mut p);
    }
});

troublemaker!(Explodes, "explodes", "leaves for infinity", Smooth, |problem, x| {
    let mut g = Vector::zeros(x.len());
    problem.gradient(x, &mut g);
    x.axpy(1e200, &g, 1.0);
});

troublemaker!(Sleeps, "sleeps", "takes its time over every call", Smooth, |problem, x| {
    std::thread::sleep(std::time::Duration::from_millis(30));
    problem.value(x);
});

fn main() -> std::process::ExitCode {
    let mut registry = harness::Registry::default();
    registry.algorithms.extend([
        algorithms::entry::<Panics>(),
        algorithms::entry::<Aborts>(),
        algorithms::entry::<Hoards>(),
        algorithms::entry::<Freeloads>(),
        algorithms::entry::<Explodes>(),
        algorithms::entry::<Sleeps>(),
    ]);
    harness::main(&registry)
}

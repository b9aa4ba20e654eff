//! Random search: keep the best of the points drawn.

use crate::part::rank::rankable;
use crate::part::search_box::search_box;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Bounds, Objective};
use problems::{Known, Rng, Vector};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

/// Where the next point is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sampling {
    /// N(best point, radius² I).
    #[default]
    Gaussian,
    /// Uniform in the bounds; `radius` around the start where there are none.
    Uniform,
}

/// Random search.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomSearch {
    sampling: Sampling,
    radius: f64,
}

impl Default for RandomSearch {
    fn default() -> Self {
        Self { sampling: Sampling::Gaussian, radius: 0.1 }
    }
}

/// The best point with its value, and the last one drawn.
pub struct State {
    best: Vector,
    f: f64,
    x: Vector,
    bounds: Bounds,
}

impl Algorithm for RandomSearch {
    const ABOUT: About = About {
        name: "random-search",
        title: "random search",
        formula: "x ~ N(best, radius² I) or uniform in a box;  best ← x if f(x) < f(best)",
        cost: "1 value; 1 at the start",
        source: "gaussian: Matyas, Random optimization, Autom. Remote Control 26, 1965, with a fixed standard \
                 deviation; uniform: pure random search, Brooks, Oper. Res. 6, 1958",
        evidence: &[Evidence::equivalence(
            "expected improvement on a slope, expected least of uniform draws",
            "populations::random_search_keeps_its_expectations",
        )],
        parameters: &[
            ("sampling", "gaussian (around the best point) or uniform (in the bounds, or start ± radius)"),
            ("radius", "standard deviation, or half the width of the box in a coordinate without bounds"),
        ],
    };

    type Class = dyn Objective;
    type State = State;

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn Objective, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.radius > 0.0 && self.radius.is_finite(), "radius", self.radius, "a positive number")?;
        let best = problem.start();
        let f = rankable(problem, &best);
        Ok(State { x: best.clone(), best, f, bounds: search_box(problem, self.radius) })
    }

    fn step(&self, problem: &dyn Objective, state: &mut State, rng: &mut Rng) {
        let State { best, f, x, bounds } = state;
        match self.sampling {
            Sampling::Gaussian => x.zip_apply(best, |x, best| {
                let xi: f64 = rng.sample(StandardNormal);
                *x = best + self.radius * xi;
            }),
            Sampling::Uniform => x.zip_zip_apply(&bounds.lower, &bounds.upper, |x, lower, upper| {
                *x = lower + (upper - lower) * rng.random::<f64>();
            }),
        }
        let f_x = rankable(problem, x);
        if f_x < *f {
            *f = f_x;
            std::mem::swap(best, x);
        }
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.best);
    }
}

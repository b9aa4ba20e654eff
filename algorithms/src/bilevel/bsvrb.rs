//! BSVRB: variance reduction by blocks, for many lower problems under one upper one.

use crate::part::bilevel_sampling::Draws;
use crate::part::levels::{lower_knows, lower_step, stack, start};
use crate::part::recursive_momentum::follow;
use crate::part::sampler::Sampling;
use crate::part::step_size::StepSize;
use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Batch, Bilevel};
use problems::{Constant, Known, Rng, Vector};
use serde::{Deserialize, Serialize};

/// What a sample of the lower level depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pieces {
    /// All of y: one lower problem.
    #[default]
    One,
    /// The piece of y of its own number: as many lower problems as samples.
    Samples,
}

/// Blockwise stochastic variance-reduced bilevel method, with Hessian-vector products.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bsvrb {
    step_size: StepSize,
    inner_step_size: StepSize,
    system_step_size: StepSize,
    alpha: f64,
    beta: f64,
    gamma: Option<f64>,
    bound: Option<f64>,
    pieces: Pieces,
    batch: Option<usize>,
    sampling: Sampling,
}

impl Default for Bsvrb {
    fn default() -> Self {
        Self {
            step_size: StepSize::Number(0.001),
            inner_step_size: StepSize::OverSmoothness(0.5),
            system_step_size: StepSize::OverSmoothness(0.5),
            alpha: 0.9,
            beta: 0.9,
            gamma: Some(1.0),
            bound: None,
            pieces: Pieces::One,
            batch: Some(32),
            sampling: Sampling::Reshuffled,
        }
    }
}

/// x, y and v.
struct Point {
    x: Vector,
    y: Vector,
    v: Vector,
}

/// ∂ᵧf, ∂ᵧᵧf v − ∂ᵧF and ∂ₓF − ∂ₓᵧf v.
struct Directions {
    g: Vector,
    w: Vector,
    h: Vector,
    fy: Vector,
    jv: Vector,
}

impl Directions {
    fn new(point: &Point) -> Self {
        let (x, y) = (Vector::zeros(point.x.len()), Vector::zeros(point.y.len()));
        Self { g: y.clone(), w: y.clone(), fy: y, h: x.clone(), jv: x }
    }

    /// At the point, on the batches; the parts in y are those of f and F as means of all terms, where only the drawn pieces
    /// count: means of the batch times `scale`.
    fn evaluate(&mut self, problem: &dyn Bilevel, point: &Point, (upper, lower): (Batch<'_>, Batch<'_>), scale: f64) {
        let Self { g, w, h, fy, jv } = self;
        let Point { x, y, v } = point;
        problem.lower_gradient_y(x, y, lower, g);
        problem.lower_hessian_product(x, y, v, lower, w);
        problem.upper_gradient_y(x, y, upper, fy);
        problem.upper_gradient_x(x, y, upper, h);
        problem.lower_cross_product(x, y, v, lower, jv);
        *g *= scale;
        w.axpy(-scale, fy, scale);
        *h -= &*jv;
    }
}

/// The point now and before, directions at both, their estimates s, u and z, samples, how y is cut, the factor γ and the steps.
pub struct State {
    now: Point,
    before: Point,
    d: Directions,
    d_before: Directions,
    s: Vector,
    u: Vector,
    z: Vector,
    upper: Draws,
    lower: Draws,
    m: usize,
    gamma: f64,
    eta: f64,
    tau: f64,
    tau_v: f64,
}

impl Bsvrb {
    /// γ = (m − I)/(I (1 − α)) + 1 − α, unless it is given.
    fn gamma(&self, m: usize) -> f64 {
        let (drawn, m) = (self.batch.map_or(m, |batch| batch.min(m)) as f64, m as f64);
        let missed = if drawn < m { (m - drawn) / (drawn * (1.0 - self.alpha)) } else { 0.0 };
        self.gamma.unwrap_or(missed + 1.0 - self.alpha)
    }

    /// The number m of lower problems.
    fn pieces(&self, problem: &dyn Bilevel) -> Result<usize, Misfit> {
        let ((upper, lower), len) = (problem.samples(), problem.split().1);
        match self.pieces {
            Pieces::One => Ok(1),
            Pieces::Samples if upper == lower && len.is_multiple_of(lower as usize) => Ok(lower as usize),
            Pieces::Samples => Err(Misfit::Unsuitable(
                "pieces = samples: needs as many samples of either level as there are equal pieces of y".into(),
            )),
        }
    }
}

impl Algorithm for Bsvrb {
    const ABOUT: About = About {
        name: "bsvrb",
        title: "blockwise stochastic variance-reduced bilevel method for many lower problems",
        formula: "on the drawn i:  sᵢ ← (1 − α) sᵢ + (α + γ) ∂ᵧfᵢ − γ ∂ᵧfᵢ′,  uᵢ likewise with ∂ᵧᵧfᵢ vᵢ − ∂ᵧFᵢ;  \
                  z ← (1 − β) (z − h′) + h,  h = mean of ∂ₓFᵢ − ∂ₓᵧfᵢ vᵢ over them;  ′: at the point before;  y ← y − τ s,  \
                  v ← v − τ′ u,  x ← x − η z;  all estimates exact at the start, v⁰ = 0",
        cost: "2 gradients of either level in y, 2 upper gradients in x, 2 lower Hessian and 2 lower cross products, on a batch; \
               half of these on whole levels at the start",
        source: "Hu, Qiu, Guo, Zhang and Yang, Blockwise stochastic variance-reduced methods with parallel speedup for multi-block \
                 bilevel optimization, ICML 2023, BSVRB v2, which follows Hessian-vector products; v1 follows whole Hessians of the \
                 blocks, which are not handed out. α = β = 0.9, γ = 1, η = 0.001 and the order of updates from the authors' code; \
                 there τ = τ′ = 1 in units of one lower problem, here 1/2 over its smoothness as in the script of v1, v is kept in a \
                 ball of radius 10, estimates start at random numbers, and pieces that were not drawn catch up when they next are; here \
                 they move in every step",
        evidence: &[
            Evidence::equivalence(
                "SOBA at constant steps where whole levels are drawn, whatever α and β",
                "bilevel_blocks::bsvrb_on_whole_levels_is_soba",
            ),
            Evidence::iterates(
                "steps of a NumPy transcription of the rule on the same blocks",
                "bilevel_blocks::bsvrb_follows_its_transcription",
            ),
        ],
        parameters: &[
            ("step_size", "η of x: a number or relative to the constants of the hyper-objective"),
            (
                "inner_step_size",
                "τ of y, along the mean of all lower objectives: a number or relative to its constants in y",
            ),
            ("system_step_size", "τ′ of v: likewise"),
            ("alpha", "α, above 0 and at most 1; below 1 where not all pieces are drawn and γ is not given"),
            ("beta", "β, above 0 and at most 1; 1: no memory in x"),
            ("gamma", "γ; where not given (m − I)/(I (1 − α)) + 1 − α for I of m pieces, the theory's"),
            ("bound", "radius of the ball that every vᵢ stays in; none where not given"),
            (
                "pieces",
                "one: all samples share y; samples: sample i of either level knows the i-th of equal pieces of y alone",
            ),
            ("batch", "samples, or I pieces, in a step; all of them where not given"),
            ("sampling", "with-replacement, shuffled-once, reshuffled or flip-flop"),
        ],
    };

    type Class = dyn Bilevel;
    type State = State;

    fn knows(&self) -> Vec<Constant> {
        [self.step_size.knows(), lower_knows(self.inner_step_size), lower_knows(self.system_step_size)].concat()
    }

    fn random(&self) -> bool {
        self.batch.is_some()
    }

    fn init(&self, problem: &dyn Bilevel, known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        expect(self.alpha > 0.0 && self.alpha <= 1.0, "alpha", self.alpha, "above 0 and at most 1")?;
        expect(self.beta > 0.0 && self.beta <= 1.0, "beta", self.beta, "above 0 and at most 1")?;
        expect(
            self.pieces == Pieces::One || self.sampling != Sampling::WithReplacement,
            "sampling",
            "with-replacement",
            "an order without replacement where pieces = samples",
        )?;
        let bound = self.bound.unwrap_or(1.0);
        expect(bound > 0.0, "bound", bound, "a positive number, or not given")?;
        let (upper, lower) = Draws::of(problem, self.sampling, self.batch)?;
        let m = self.pieces(problem)?;
        let gamma = self.gamma(m);
        expect(
            gamma.is_finite(),
            "alpha",
            self.alpha,
            "below 1 where not all pieces are drawn and gamma is not given",
        )?;
        let (eta, tau) = (self.step_size.resolve(known)?, lower_step(self.inner_step_size, known)?);
        let tau_v = lower_step(self.system_step_size, known)?;
        let (x, y) = start(problem);
        let v = Vector::zeros(y.len());
        let now = Point { x: x.clone(), y: y.clone(), v: v.clone() };
        let mut d = Directions::new(&now);
        d.evaluate(problem, &now, (Batch::Whole, Batch::Whole), 1.0);
        let (s, u, z) = (d.g.clone(), d.w.clone(), d.h.clone());
        let d_before = Directions::new(&now);
        Ok(State { now, before: Point { x, y, v }, d, d_before, s, u, z, upper, lower, m, gamma, eta, tau, tau_v })
    }

    fn step(&self, problem: &dyn Bilevel, state: &mut State, rng: &mut Rng) {
        let State { now, before, d, d_before, s, u, z, upper, lower, m, gamma, eta, tau, tau_v } = state;
        let size = now.y.len() / *m;
        let lower = lower.draw(rng);
        let (upper, scale) = match (self.pieces, lower) {
            (Pieces::One, _) => (upper.draw(rng), 1.0),
            (Pieces::Samples, Batch::Whole) => (Batch::Whole, 1.0),
            (Pieces::Samples, Batch::Keys(keys)) => (lower, keys.len() as f64 / *m as f64),
        };
        d.evaluate(problem, now, (upper, lower), scale);
        d_before.evaluate(problem, before, (upper, lower), scale);
        let mut follow_rows = |first: usize, len: usize| {
            let rows = first..first + len;
            for (s, g, before) in [(&mut *s, &d.g, &d_before.g), (&mut *u, &d.w, &d_before.w)] {
                let (g, before) = (&g.as_slice()[rows.clone()], &before.as_slice()[rows.clone()]);
                follow(&mut s.as_mut_slice()[rows.clone()], self.alpha, *gamma, g, before);
            }
        };
        match (self.pieces, lower) {
            (Pieces::Samples, Batch::Keys(keys)) => keys.iter().for_each(|&i| follow_rows(i as usize * size, size)),
            _ => follow_rows(0, size * *m),
        }
        follow(z.as_mut_slice(), self.beta, 1.0 - self.beta, d.h.as_slice(), d_before.h.as_slice());

        before.x.copy_from(&now.x);
        before.y.copy_from(&now.y);
        before.v.copy_from(&now.v);
        now.y.axpy(-*tau, s, 1.0);
        now.v.axpy(-*tau_v, u, 1.0);
        if let Some(radius) = self.bound {
            for piece in now.v.as_mut_slice().chunks_exact_mut(size) {
                let norm = piece.iter().map(|v| v * v).sum::<f64>().sqrt();
                for v in piece {
                    *v *= (radius / norm).min(1.0);
                }
            }
        }
        now.x.axpy(-*eta, z, 1.0);
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        stack(&state.now.x, &state.now.y, answer);
    }
}

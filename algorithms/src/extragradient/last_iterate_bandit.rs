//! Exponential weights that learn from the pay-offs of their own moves, and whose last strategies converge.

use crate::{About, Algorithm, Evidence, Misfit, expect};
use problems::class::{Geometry, Saddle};
use problems::{Known, Rng, Vector};
use rand::Rng as _;
use serde::{Deserialize, Serialize};

/// Uncoupled learning of a zero-sum matrix game from bandit feedback.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastIterateBandit {
    step_decay: f64,
    exploration_decay: f64,
    entropy_decay: f64,
    range: f64,
}

impl Default for LastIterateBandit {
    fn default() -> Self {
        Self { step_decay: 5.0 / 8.0, exploration_decay: 3.0 / 8.0, entropy_decay: 1.0 / 8.0, range: 1.0 }
    }
}

/// Both strategies, the moves as a point, the number of moves of x and the round t.
pub struct State {
    z: Vector,
    moves: Vector,
    m: usize,
    t: u64,
}

impl Algorithm for LastIterateBandit {
    const ABOUT: About = About {
        name: "last-iterate-bandit",
        title: "uncoupled learning in matrix games with bandit feedback, last iterate",
        formula: "a ~ x, loss σ of both moves in [0, 1];  gᵢ = [i = a] σ/(xᵢ + βₜ) + εₜ log xᵢ,  x ← argmin over u in Δ, uᵢ ≥ 1/(A(t + 1)²) \
                  of ηₜ gᵀu + KL(u, x),  ηₜ = t^(−5/8), βₜ = t^(−3/8), εₜ = t^(−1/8); y the same with 1 − σ",
        cost: "1 value: the pay-off of one pair of moves",
        source: "Cai, Luo, Wei and Zheng, Uncoupled and convergent learning in two-player zero-sum Markov games with bandit feedback, \
                 NeurIPS 2023, algorithm 1 (matrix games): the gap of the last iterate is O(t^(−1/8)) up to logarithms. The exponents \
                 were confirmed in an implementation by others. Losses are pay-offs moved from [−range, range] to [0, 1]; starts at \
                 the problem's start in place of uniform strategies",
        evidence: &[
            Evidence::iterates(
                "strategies of a NumPy transcription that minimizes over the truncated simplex by a solver, for given moves",
                "games_mirror::bandit_strategies_are_those_of_the_transcription",
            ),
            Evidence::bound(
                "the gap of the last iterate falls on games where exponential weights without entropy cycle",
                "games_mirror::bandits_come_near_the_equilibrium",
            ),
        ],
        parameters: &[
            ("step_decay", "exponent of η in (0, 1)"),
            ("exploration_decay", "exponent of β in (0, 1)"),
            ("entropy_decay", "exponent of ε in (0, 1)"),
            ("range", "largest pay-off in absolute value"),
        ],
    };

    type Class = dyn Saddle;
    type State = State;

    fn random(&self) -> bool {
        true
    }

    fn init(&self, problem: &dyn Saddle, _known: &Known, _rng: &mut Rng) -> Result<State, Misfit> {
        let decays = [
            ("step_decay", self.step_decay),
            ("exploration_decay", self.exploration_decay),
            ("entropy_decay", self.entropy_decay),
        ];
        for (name, value) in decays {
            expect(value > 0.0 && value < 1.0, name, value, "a number between 0 and 1")?;
        }
        expect(self.range > 0.0 && self.range.is_finite(), "range", self.range, "a positive number")?;
        let (m, n) = problem.split();
        if problem.geometry() != [(m, Geometry::Simplex(1.0)), (n, Geometry::Simplex(1.0))] {
            return Err(Misfit::Unsuitable(
                "both players need a probability simplex, the moves of a matrix game".to_owned(),
            ));
        }
        let z = problem.start();
        Ok(State { moves: Vector::zeros(z.len()), z, m, t: 1 })
    }

    fn step(&self, problem: &dyn Saddle, state: &mut State, rng: &mut Rng) {
        let State { z, moves, m, t } = state;
        let (x, y) = z.as_mut_slice().split_at_mut(*m);
        let (a, b) = (draw(x, rng), draw(y, rng));
        moves.fill(0.0);
        moves[a] = 1.0;
        moves[*m + b] = 1.0;
        let loss = 0.5 * (problem.value(moves) / self.range + 1.0);
        self.learn(x, a, loss, *t as f64);
        self.learn(y, b, 1.0 - loss, *t as f64);
        *t += 1;
    }

    fn answer(&self, state: &State, answer: &mut Vector) {
        answer.copy_from(&state.z);
    }
}

impl LastIterateBandit {
    /// x ← argmin over the truncated simplex of round t + 1 of ηgᵀu + KL(u, x).
    fn learn(&self, x: &mut [f64], a: usize, loss: f64, t: f64) {
        let (eta, beta, epsilon) =
            (t.powf(-self.step_decay), t.powf(-self.exploration_decay), t.powf(-self.entropy_decay));
        let seen = loss / (x[a] + beta);
        for (i, x) in x.iter_mut().enumerate() {
            let g = if i == a { seen } else { 0.0 } + epsilon * x.ln();
            *x *= (-eta * g).exp();
        }
        let floor = 1.0 / (x.len() as f64 * (t + 1.0).powi(2));
        normalise(x, floor);
    }
}

/// A move, each with its probability.
fn draw(x: &[f64], rng: &mut Rng) -> usize {
    let mut left: f64 = rng.random();
    for (i, x) in x.iter().enumerate() {
        left -= x;
        if left < 0.0 {
            return i;
        }
    }
    x.len() - 1
}

/// x ← max(floor, c x) with Σx = 1: the nearest in KL of the strategies that keep every move at the floor.
fn normalise(x: &mut [f64], floor: f64) {
    let mut floored = 0;
    let mut c = 1.0 / x.iter().sum::<f64>();
    loop {
        let (mut count, mut sum) = (0, 0.0);
        for x in x.iter() {
            if c * x < floor {
                count += 1;
            } else {
                sum += x;
            }
        }
        c = (1.0 - floor * f64::from(count)) / sum;
        if count == floored {
            break;
        }
        floored = count;
    }
    for x in x {
        *x = (c * *x).max(floor);
    }
}

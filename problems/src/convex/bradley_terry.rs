//! Strengths of players from who beat whom: log(1 + exp(sⱼ − sᵢ)) for every game that i wins.

use super::logistic_regression::Logistic;
use crate::data::{Data, Rows, Samples, Sparse};
use crate::risk::{Fit, Nothing, PrimalDual, Regression, minimize, sigmoid};
use crate::{About, Class, Error, Family, Instance, Offer, Rng, Vector, expect};
use rand::Rng as _;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The Bradley-Terry model of paired comparisons.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BradleyTerry {
    players: usize,
    degree: usize,
    games: usize,
    ridge: f64,
}

impl Default for BradleyTerry {
    fn default() -> Self {
        Self { players: 100, degree: 6, games: 10, ridge: 0.0 }
    }
}

impl BradleyTerry {
    /// A ring, and random pairs beside it; i < j, no pair twice.
    fn pairs(&self, rng: &mut Rng) -> Vec<(usize, usize)> {
        let n = self.players;
        let wanted = (n * self.degree / 2).min(n * (n - 1) / 2);
        let mut pairs: std::collections::BTreeSet<_> =
            (0..n).map(|i| (i.min((i + 1) % n), i.max((i + 1) % n))).collect();
        while pairs.len() < wanted {
            let (i, j) = (rng.random_range(0..n), rng.random_range(0..n));
            if i != j {
                pairs.insert((i.min(j), i.max(j)));
            }
        }
        pairs.into_iter().collect()
    }

    /// A row eᵢ − eⱼ a game, +1 where i won; and for each player a game won and one lost against strength 0.
    fn samples(&self, rng: &mut Rng) -> Samples {
        let strengths = Vector::from_fn(self.players, |_, _| rng.sample(StandardNormal));
        let mut rows = Sparse { starts: vec![0], dim: self.players, ..Sparse::default() };
        let mut targets = Vec::new();
        for (i, j) in self.pairs(rng) {
            for _ in 0..self.games {
                rows.columns.extend([i as u32, j as u32]);
                rows.values.extend([1.0, -1.0]);
                rows.starts.push(rows.values.len());
                let wins = rng.random::<f64>() < sigmoid(strengths[i] - strengths[j]);
                targets.push(if wins { 1.0 } else { -1.0 });
            }
        }
        for i in 0..self.players {
            for outcome in [1.0, -1.0] {
                rows.columns.push(i as u32);
                rows.values.push(1.0);
                rows.starts.push(rows.values.len());
                targets.push(outcome);
            }
        }
        Samples { rows: Rows::Sparse(rows), targets: Vector::from_vec(targets) }
    }
}

impl Family for BradleyTerry {
    const ABOUT: About = About {
        name: "bradley-terry",
        title: "strengths of players from paired comparisons",
        formula: "f(s) = (1/N) Σ over games log(1 + exp(s_loser − s_winner)) + (ridge/2)‖s‖²,  s⁰ = 0;  the games are those of pairs \
                  and, as a prior, one won and one lost by each player against strength 0; N counts all. Pairs: a ring and \
                  random ones; true strengths ~ N(0, 1)",
        optimum: "certified: Newton's method to f − f* ≤ 1e-13 f* by strong convexity near the solution; \
                  L = λmax(AᵀA)/(4N) + ridge, L_max = ½ + ridge, μ = ridge where that is positive",
        source: "Bradley and Terry, Rank analysis of incomplete block designs, Biometrika 39, 1952; prior and set-up as in Newman, \
                 Efficient computation of rankings from pairwise comparisons, JMLR 24, 2023",
        parameters: &[
            ("players", "number of players n"),
            ("degree", "number of opponents of a player, on average; at least 2"),
            ("games", "games of each pair"),
            ("ridge", "weight of a ridge beside the prior"),
        ],
    };

    type Made = Fit<Logistic, Nothing>;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Objective, Class::Smooth, Class::Curved, Class::Stochastic, Class::FiniteSum, Class::Glm]
    }

    fn dim(&self) -> usize {
        self.players
    }

    fn make(&self, rng: &mut Rng, data: &Data) -> Result<Self::Made, Error> {
        let Self { players, degree, games, ridge } = *self;
        expect((3..=1000).contains(&players), "players", players, "3 to 1000")?;
        expect((2..players).contains(&degree), "degree", degree, "2 to players less 1")?;
        expect((1..=1000).contains(&games), "games", games, "1 to 1000")?;
        expect(ridge >= 0.0 && ridge.is_finite(), "ridge", ridge, "a number of at least 0")?;
        minimize(Self::ABOUT.name, &[], (self.samples(rng), Logistic, ridge), data)
    }

    fn instance(&self, made: &Arc<Self::Made>) -> Instance {
        let problem = Rc::new(Regression { fit: Arc::clone(made) });
        let judge = PrimalDual::new(Rc::clone(&problem));
        Instance { problem: Offer::of(problem).curved().glm().problem(), judge: Box::new(judge), known: made.known }
    }
}

//! Colonel Blotto: how many soldiers to send to each field.

use super::zero_sum::{Payoffs, classes, slanted};
use crate::{About, Class, Data, Error, Family, Instance, Matrix, Rng, expect};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::Arc;

/// Discrete Colonel Blotto game.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColonelBlotto {
    soldiers: usize,
    enemies: usize,
    fields: usize,
}

impl Default for ColonelBlotto {
    fn default() -> Self {
        Self { soldiers: 5, enemies: 4, fields: 3 }
    }
}

/// Most ways to deploy that a player may have.
const DEPLOYMENTS: usize = 2000;

/// Ways to send `soldiers` to `fields`: (soldiers + fields − 1 choose fields − 1), without overflow.
fn deployments(soldiers: usize, fields: usize) -> usize {
    (1..fields).fold(1, |ways: usize, k| ways.saturating_mul(soldiers + k) / k)
}

/// All of them, the first field's number first.
fn deploy(soldiers: usize, fields: usize) -> Vec<Vec<usize>> {
    if fields == 1 {
        return vec![vec![soldiers]];
    }
    let with = |first: usize| {
        let rest = deploy(soldiers - first, fields - 1);
        rest.into_iter().map(move |rest| std::iter::once(first).chain(rest).collect())
    };
    (0..=soldiers).flat_map(with).collect()
}

impl Family for ColonelBlotto {
    const ABOUT: About = About {
        name: "colonel-blotto",
        title: "Colonel Blotto: soldiers deployed over fields",
        formula: "min over x in Δₘ, max over y in Δₙ of xᵀAy: a move deploys all soldiers (enemies, for the maximizing player) over \
                  the fields, Aᵢⱼ = fields with more enemies less fields with more soldiers. Starts at x ∝ (1, …, m), y ∝ (n, …, 1)",
        optimum: "natural residual 0; beside it the tangent residual and the duality gap; the value by the simplex method, certified \
                  by a gap of 1e-12 times the fields, 0 by symmetry where soldiers = enemies; equilibria are not unique",
        source: "Borel, La théorie du jeu et les équations intégrales à noyau symétrique, Comptes Rendus de l'Académie des Sciences \
                 173, 1921; with whole soldiers: Hart, Discrete Colonel Blotto and General Lotto games, International Journal of \
                 Game Theory 36, 2008, times the fields",
        parameters: &[
            ("soldiers", "soldiers of the minimizing player"),
            ("enemies", "soldiers of the maximizing player"),
            ("fields", "fields; a player may have at most 2000 ways to deploy"),
        ],
    };

    type Made = Payoffs;

    fn classes(&self) -> Vec<Class> {
        classes(deployments(self.soldiers, self.fields), deployments(self.enemies, self.fields))
    }

    fn dim(&self) -> usize {
        deployments(self.soldiers, self.fields).saturating_add(deployments(self.enemies, self.fields))
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Payoffs, Error> {
        let Self { soldiers, enemies, fields } = *self;
        // With two fields and equal armies, or one soldier a side, all deployments tie.
        expect((3..=50).contains(&fields), "fields", fields, "3 to 50")?;
        for (parameter, army) in [("soldiers", soldiers), ("enemies", enemies)] {
            let few = (2..=DEPLOYMENTS).contains(&army) && deployments(army, fields) <= DEPLOYMENTS;
            expect(few, parameter, army, "at least 2, and at most 2000 ways to deploy them")?;
        }
        let (ours, theirs) = (deploy(soldiers, fields), deploy(enemies, fields));
        let won = |(ours, theirs): (&usize, &usize)| match theirs.cmp(ours) {
            Ordering::Greater => 1.0,
            Ordering::Equal => 0.0,
            Ordering::Less => -1.0,
        };
        let a = Matrix::from_fn(ours.len(), theirs.len(), |i, j| ours[i].iter().zip(&theirs[j]).map(won).sum());
        let (m, n) = a.shape();
        Ok(Payoffs::solved(a, slanted(m, n)))
    }

    fn instance(&self, made: &Arc<Payoffs>) -> Instance {
        Payoffs::instance(made)
    }
}

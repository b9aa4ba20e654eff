//! The library of bilevel examples of Zhou, Zemkoho and Tin: small problems with constraints on both levels.

mod a_to_l;
mod best;
mod formulas;
mod l_to_z;
mod levels;
mod lower;
mod referee;

use super::implicit::ImplicitGradient;
use crate::{About, Class, Data, Error, Family, Instance, Known, Offer, Reference, ReferenceKind, Rng, Vector};
use best::Best;
use formulas::Row;
use levels::Levels;
use referee::Referee;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// One of the examples.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bolib {
    problem: String,
}

impl Default for Bolib {
    fn default() -> Self {
        Self { problem: "Bard1988Ex1".to_owned() }
    }
}

/// A row of the tables.
pub struct Example(&'static Row);

/// Every example, by name.
fn rows() -> impl Iterator<Item = &'static Row> {
    a_to_l::ROWS.iter().chain(l_to_z::ROWS)
}

/// How many letters differ, place by place, and in length.
fn unlike(a: &str, b: &str) -> usize {
    let differ = a.bytes().zip(b.bytes()).filter(|(a, b)| !a.eq_ignore_ascii_case(b)).count();
    differ + a.len().abs_diff(b.len())
}

impl Bolib {
    fn row(&self) -> Option<&'static Row> {
        rows().find(|row| row.name == self.problem)
    }

    fn unknown(&self) -> Error {
        let names: Vec<&str> = rows().map(|row| row.name).collect();
        let nearest = names.iter().min_by_key(|name| unlike(name, &self.problem)).unwrap_or(&"");
        let Self { problem } = self;
        Error::Impossible(format!(
            "problem = {problem:?}: no such example, did you mean {nearest:?}? expected one of {}",
            names.join(", ")
        ))
    }
}

impl Family for Bolib {
    const ABOUT: About = About {
        name: "bolib",
        title: "examples of bilevel optimization from the literature, with constraints on both levels",
        formula: "min over x and y of F(x, y) subject to G(x, y) ≤ 0 and y in argmin of f(x, ·) subject to g(x, ·) ≤ 0 \
                  (optimistic); one of 120 examples, dimensions 1 to 10 a level; HenrionSurowiec2011, \
                  LamparielloSagratella2017Ex32 and MacalHurter1997 have no constraints and are of the class bilevel",
        optimum: "best known F*, our own to ten digits where the collection prints three.  Error max(Gᵢ, gᵢ, f − min f, F − F*), \
                  each not below 0: the judge solves the lower problem at x alone. One variable: every sign change of f' \
                  and of each gᵢ on a grid of 3201 points to ±1490 (1 + ‖x‖), bisected to rounding. More: Newton's method \
                  on the KKT equations of every set of at most n constraints, once where f is quadratic and g linear, else \
                  from a grid of starts; the best feasible point. Nonconvex f of more than two variables: closed form. \
                  LuDebSinha2016d and e have no lower minimum but inside the box of y in G, which is taken. Without \
                  constraints: error φ(x) − φ*",
        source: "Zhou, Zemkoho and Tin, BOLIB: bilevel optimization library of test problems, in Dempe and Zemkoho (eds.), \
                 Bilevel optimization, Springer 2020 (arXiv 1812.00230), where each example's origin is named",
        parameters: &[("problem", "name of the example, as in the collection: first author or authors, year, example")],
    };

    type Made = Example;

    fn classes(&self) -> Vec<Class> {
        let unconstrained = self.row().is_some_and(|row| row.constraints == (0, 0));
        vec![if unconstrained { Class::Bilevel } else { Class::ConstrainedBilevel }]
    }

    fn dim(&self) -> usize {
        self.row().map_or(0, |row| row.split.0 + row.split.1)
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Example, Error> {
        self.row().map(Example).ok_or_else(|| self.unknown())
    }

    fn instance(&self, made: &Arc<Example>) -> Instance {
        let Example(row) = **made;
        let best = best::of(row.name);
        let levels = Rc::new(Levels::new(row));
        if row.constraints == (0, 0) {
            return unconstrained(&levels, best);
        }
        let judge = Box::new(Referee::new(Rc::clone(&levels), best));
        Instance { problem: Offer::of(levels).constrained_bilevel().problem(), judge, known: Known::default() }
    }
}

/// The three examples without constraints are quadratic, and strongly convex in y.
fn unconstrained(levels: &Rc<Levels>, best: Option<&Best>) -> Instance {
    let (lower, upper) = levels.curvatures();
    let known = Known {
        optimal_value: best.map(|best| best.value),
        lower_smoothness: Some(lower),
        lower_strong_convexity: Some(lower),
        upper_smoothness: Some(upper),
        ..Known::default()
    };
    let mut judge = ImplicitGradient::new(Rc::clone(levels), 1e-12);
    if let Some(Best { value, solution, .. }) = best {
        let reference = Reference { value: *value, kind: ReferenceKind::ClosedForm };
        judge = judge.against(reference, Vector::from_column_slice(solution));
    }
    Instance { problem: Offer::of(Rc::clone(levels)).bilevel().problem(), judge: Box::new(judge), known }
}

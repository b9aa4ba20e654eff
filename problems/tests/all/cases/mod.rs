//! Every family of the registry at small parameters.

mod bbob;
mod bilevel;
mod binary;
mod constrained;
mod convex;
mod escape;
mod global;
mod mgh;
mod nonconvex;
mod pde;
mod saddle;
mod separable;

use problems::{Data, Entry, Instance, PROBLEMS, Rng, Role, stream};
use serde_json::{Map, Value};
use std::rc::Rc;

/// Parameter sets small enough for the laws, by family; one that is not listed is tested at its defaults.
type Small = &'static [(&'static str, &'static [&'static str])];

const SMALL: &[Small] = &[
    bilevel::SMALL,
    binary::SMALL,
    constrained::SMALL,
    convex::SMALL,
    escape::SMALL,
    bbob::SMALL,
    global::SMALL,
    mgh::SMALL,
    nonconvex::SMALL,
    pde::SMALL,
    saddle::SMALL,
    separable::SMALL,
];

/// A family at given parameters.
pub(crate) struct Case {
    pub(crate) entry: &'static Entry,
    given: &'static str,
}

impl Case {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        PROBLEMS.iter().flat_map(|entry| {
            let small = SMALL.iter().copied().flatten().find(|(name, _)| *name == entry.about.name);
            let given = small.map_or(&["{}"][..], |(_, given)| given);
            given.iter().map(move |given| Self { entry, given })
        })
    }

    pub(crate) fn family(&self) -> Box<dyn problems::AnyFamily> {
        let given: Map<String, Value> = serde_json::from_str(self.given).expect("a JSON object");
        (self.entry.build)(given).unwrap_or_else(|error| panic!("{self}: {error}"))
    }

    /// The instance of a seed, and whether anything was drawn for it.
    pub(crate) fn instance(&self, seed: u64) -> (Instance, bool) {
        let family = self.family();
        let mut rng = stream(seed, "laws");
        let made = family.make(&mut rng, &Data::default()).unwrap_or_else(|error| panic!("{self}: {error}"));
        (family.instance(&made), rng.get_word_pos() > 0)
    }
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.entry.about.name, self.given)
    }
}

/// Runs a law on every case that fills the slot of `R` itself, not through an adapter.
pub(crate) fn each<R: Role + ?Sized>(law: impl Fn(&str, Rc<R>, &Instance, &mut Rng)) {
    for case in Case::all() {
        let (instance, _) = case.instance(1);
        if instance.problem.classes().contains(&R::CLASS) {
            let oracles = R::of(&instance.problem).expect("a filled slot");
            law(&case.to_string(), oracles, &instance, &mut stream(2, "points"));
        }
    }
}

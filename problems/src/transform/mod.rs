//! Changes to a problem that keep its judge: one file a transform, one wrapper ([`Moved`]) for all classes.
//!
//! A transform changes coordinates ([`Shift`], [`Rotation`], [`Permutation`], [`Scaling`]), disturbs what the oracles
//! return ([`Noise`], [`Quantise`], [`Lost`]), replaces the start ([`PerturbedStart`], [`RandomStart`]) or replaces
//! gradients by differences of values ([`FiniteDifferences`]). Errors are always those of the true problem.

mod coordinates;
mod disturbance;
mod finite_differences;
mod judged;
mod lost;
mod moved;
mod moved_games;
mod noise;
mod permutation;
mod quantise;
mod rotation;
mod scaling;
mod shift;
mod start;

pub use coordinates::{Coordinates, Map};
pub use disturbance::Disturbance;
pub use finite_differences::{FiniteDifferences, Scheme};
pub use lost::Lost;
pub use moved::{Change, Moved};
pub use noise::{Distribution, Noise, Size};
pub use permutation::Permutation;
pub use quantise::Quantise;
pub use rotation::Rotation;
pub use scaling::Scaling;
pub use shift::Shift;
pub use start::{PerturbedStart, RandomStart};

use crate::{Class, Error, Instance, Rng};
use serde::{Deserialize, Serialize};

/// A transform as an experiment names it: `transform = [{ use = "noise", value = 0.1 }]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "use", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Transform {
    /// Other coordinates: moved by a random vector.
    Shift(Shift),
    /// Other coordinates: a random orthogonal matrix.
    Rotation(Rotation),
    /// Other coordinates: in random order.
    Permutation(Permutation),
    /// Other coordinates: scaled, so that a well-conditioned problem becomes an ill-conditioned one.
    Scaling(Scaling),
    /// Noise on what the oracles return.
    Noise(Noise),
    /// Values rounded to a mesh.
    Quantise(Quantise),
    /// Values and gradients that are NaN at a rate.
    Lost(Lost),
    /// A start beside the problem's own, another in every repeat.
    PerturbedStart(PerturbedStart),
    /// A start drawn anew in every repeat.
    RandomStart(RandomStart),
    /// Gradients by differences of values, counted as values.
    FiniteDifferences(FiniteDifferences),
}

/// The streams a transform draws from.
pub struct Streams {
    /// One for the instance: the same in all repeats.
    pub instance: Rng,
    /// One for the repeat: the same for all algorithms.
    pub repeat: Rng,
}

/// Every transform: its name and what it does, with its parameters.
pub const TRANSFORMS: &[(&str, &str)] = &[
    ("shift", "x moved by a vector uniform in [-amount, amount]^n, start and solution with it"),
    (
        "rotation",
        "x turned by a random orthogonal matrix (each player's or level's variables by their own); reflections = k < n is a cheaper one",
    ),
    ("permutation", "the variables in random order"),
    ("scaling", "variables divided by d_i, log-spaced over [1/sqrt(condition), sqrt(condition)] in random order"),
    (
        "noise",
        "value, gradient: size of the noise; distribution: gaussian, uniform, student (freedom), cauchy, deterministic; size: absolute, relative, mixed",
    ),
    ("quantise", "values rounded to multiples of value, gradient entries to multiples of gradient"),
    ("lost", "values (gradients) are NaN with probability value (gradient)"),
    ("perturbed-start", "x0 + radius max(1, |x0|) u with u uniform on the sphere, drawn in every repeat"),
    (
        "random-start",
        "distribution = uniform over [lower, upper]^n (the bounds if not given) or gaussian with deviation, drawn in every repeat",
    ),
    (
        "finite-differences",
        "gradients by forward or central differences of values, counted as values; step relative to max(1, |x_i|)",
    ),
];

impl Transform {
    /// Whether a class survives it; `Err` says what mathematics forbids.
    pub fn keeps(&self, class: Class) -> Result<(), &'static str> {
        if class == Class::PseudoBoolean {
            return Err("a string of bits is no point of a space of real vectors");
        }
        match self {
            Self::Shift(_)
            | Self::Rotation(_)
            | Self::Permutation(_)
            | Self::PerturbedStart(_)
            | Self::RandomStart(_) => Ok(()),
            Self::Scaling(_) => Scaling::keeps(class),
            Self::Noise(_) | Self::Quantise(_) | Self::Lost(_) => disturbance::keeps(class),
            Self::FiniteDifferences(_) => FiniteDifferences::keeps(class),
        }
    }

    /// The classes of a problem after it.
    pub fn classes(&self, before: &[Class]) -> Vec<Class> {
        let kept = before.iter().copied().filter(|class| self.keeps(*class).is_ok());
        let gained = match self {
            Self::FiniteDifferences(_) => FiniteDifferences::gains(before),
            _ => Vec::new(),
        };
        let mut after: Vec<_> = kept.chain(gained).collect();
        after.sort_unstable();
        after.dedup();
        after
    }

    /// What is wrong with its parameters, if anything.
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Permutation(_) => Ok(()),
            Self::Shift(shift) => shift.check(),
            Self::Rotation(rotation) => rotation.check(),
            Self::Scaling(scaling) => scaling.check(),
            Self::Noise(noise) => noise.check(),
            Self::Quantise(quantise) => quantise.check(),
            Self::Lost(lost) => lost.check(),
            Self::PerturbedStart(start) => start.check(),
            Self::RandomStart(start) => start.check(),
            Self::FiniteDifferences(differences) => differences.check(),
        }
    }

    /// Whether it draws anew in every repeat.
    pub fn random(&self) -> bool {
        match self {
            Self::Noise(noise) => noise.random(),
            Self::Lost(_) | Self::PerturbedStart(_) | Self::RandomStart(_) => true,
            _ => false,
        }
    }

    /// Whether oracles return other than the true values under it.
    pub fn noisy(&self) -> bool {
        match self {
            Self::Noise(noise) => noise.value != 0.0 || noise.gradient != 0.0,
            Self::Quantise(_) | Self::Lost(_) => true,
            _ => false,
        }
    }

    /// The coordinates it draws for parts of these sizes; none if it changes something else.
    pub fn coordinates(&self, parts: &[usize], rng: &mut Rng) -> Result<Coordinates, Error> {
        let draw = |n: usize| match self {
            Self::Shift(shift) => Ok(Some(shift.draw(n, rng))),
            Self::Rotation(rotation) => rotation.draw(n, rng).map(Some),
            Self::Permutation(_) => Ok(Some(Permutation::draw(n, rng))),
            Self::Scaling(scaling) => Ok(Some(scaling.draw(n, rng))),
            _ => Ok(None),
        };
        Coordinates::of(parts, draw)
    }

    /// The instance seen through the transform; an error where it does not go with this instance.
    pub fn apply(&self, instance: Instance, streams: Streams) -> Result<Instance, Error> {
        let Streams { instance: mut fixed, repeat } = streams;
        match self {
            Self::Shift(_) | Self::Rotation(_) | Self::Permutation(_) | Self::Scaling(_) => {
                let coordinates = self.coordinates(&coordinates::parts(&instance.problem), &mut fixed)?;
                instance.seen_in(coordinates, self)
            }
            Self::Noise(noise) => Ok(instance.disturbed(noise.draws(repeat), self)),
            Self::Quantise(quantise) => Ok(instance.disturbed(quantise.rounding(), self)),
            Self::Lost(lost) => Ok(instance.disturbed(lost.draws(repeat), self)),
            Self::PerturbedStart(start) => {
                Ok(instance.starting(|space, rng| Ok(start.draw(space, rng)), repeat, self)?)
            }
            Self::RandomStart(start) => instance.starting(|space, rng| start.draw(space, rng), repeat, self),
            Self::FiniteDifferences(differences) => Ok(differences.apply(instance)),
        }
    }
}

//! fₜ(x) = Cx in one round of p, −cx in the others, on [−1, 1]: a rare large slope against many small ones.

use crate::class::{Bounds, Space, Stochastic};
use crate::set::cube;
use crate::{
    About, Class, Data, Error, ErrorKind, Family, Instance, Judge, Known, Measures, Offer, Reference, Rng, Vector,
    expect,
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// The online counter-example to Adam.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdamCounterexample {
    period: u64,
    rare: f64,
    common: f64,
}

impl Default for AdamCounterexample {
    fn default() -> Self {
        Self { period: 101, rare: 1010.0, common: 10.0 }
    }
}

impl Family for AdamCounterexample {
    const ABOUT: About = About {
        name: "adam-counterexample",
        title: "online counter-example to Adam: a rare large slope against many small ones, on an interval",
        formula: "draw t = 0, 1, … has fₜ(x) = rare · x where t is a multiple of period, else −common · x;  x in [−1, 1], x⁰ = 0;  \
                  on average f(x) = s x with s = (rare − (period − 1) common)/period > 0",
        optimum: "x* = −1, f* = −s (closed form); error max((f − f*)⁺, violation of the interval); the measure `distance` is |x + 1|",
        source: "Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018, section 5, equation of the online example: \
                 1010x where t mod 101 = 1, else −10x",
        parameters: &[
            ("period", "rounds in which the large slope comes once"),
            ("rare", "C: the large slope, more than (period − 1) common"),
            ("common", "c: the size of the others"),
        ],
    };

    type Made = ();

    fn classes(&self) -> Vec<Class> {
        vec![Class::Stochastic]
    }

    fn dim(&self) -> usize {
        1
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<(), Error> {
        expect((2..=1_000_000).contains(&self.period), "period", self.period, "2 to 1000000")?;
        expect(self.common > 0.0 && self.common.is_finite(), "common", self.common, "a positive number")?;
        let tips = self.rare > (self.period - 1) as f64 * self.common && self.rare.is_finite();
        expect(tips, "rare", self.rare, "a number of more than (period - 1) common")
    }

    fn instance(&self, _made: &Arc<()>) -> Instance {
        let slope = (self.rare - (self.period - 1) as f64 * self.common) / self.period as f64;
        let known = Known { optimal_value: Some(-slope), distance: Some(1.0), ..Known::default() };
        let problem = Offer::of(Rc::new(Rounds { family: self.clone() })).stochastic().problem();
        Instance { problem, judge: Box::new(Referee { slope }), known }
    }
}

struct Rounds {
    family: AdamCounterexample,
}

impl Rounds {
    /// Mean slope over these rounds.
    fn slope(&self, keys: &[u64]) -> f64 {
        let AdamCounterexample { period, rare, common } = self.family;
        let slopes = keys.iter().map(|key| if key.is_multiple_of(period) { rare } else { -common });
        slopes.sum::<f64>() / keys.len() as f64
    }
}

impl Space for Rounds {
    fn dim(&self) -> usize {
        1
    }

    fn start(&self) -> Vector {
        Vector::zeros(1)
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(Bounds::cube(1, -1.0, 1.0))
    }
}

impl Stochastic for Rounds {
    fn samples(&self) -> Option<u64> {
        None
    }

    fn sample_value(&self, x: &Vector, keys: &[u64]) -> f64 {
        self.slope(keys) * x[0]
    }

    fn sample_gradient(&self, _x: &Vector, keys: &[u64], g: &mut Vector) {
        g[0] = self.slope(keys);
    }
}

struct Referee {
    /// s, of the average.
    slope: f64,
}

impl Judge for Referee {
    fn error(&self, x: &Vector) -> f64 {
        let violation = cube::violation(x.as_slice(), &[-1.0], &[1.0]);
        (self.slope * (x[0] + 1.0)).max(violation)
    }

    fn measures(&self, x: &Vector) -> Measures {
        let infeasibility = cube::violation(x.as_slice(), &[-1.0], &[1.0]);
        Measures { objective: self.slope * x[0], infeasibility, distance: (x[0] + 1.0).abs(), ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::ConstrainedGap
    }

    fn reference(&self) -> Option<Reference> {
        Some(Reference::closed_form(-self.slope))
    }

    fn solution(&self) -> Option<Vector> {
        Some(Vector::from_element(1, -1.0))
    }
}

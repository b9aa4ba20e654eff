//! BOUNDS and START POINT: of several sets the first one counts.

use super::entry::{Bound, Start};
use super::{Builder, Fault, Name};

/// The state of the BOUNDS section.
#[derive(Debug)]
pub(super) struct Bounds {
    /// The first set's name.
    first: Option<Name>,
    /// Whether cards of another set have come, after which none counts.
    over: bool,
    /// Whether a bound of a single variable has come, after which no default may.
    single: bool,
    /// Default lower and upper bound.
    pub(super) default: (f64, f64),
}

impl Default for Bounds {
    fn default() -> Self {
        Self { first: None, over: false, single: false, default: (0.0, f64::INFINITY) }
    }
}

/// The state of the START POINT section.
#[derive(Debug, Default)]
pub(super) struct StartSet {
    first: Option<Name>,
    over: bool,
    single: bool,
    /// The default multiplier, and single ones.
    pub(super) default: f64,
    /// Groups and their multipliers.
    pub(super) multipliers: Vec<(u32, f64)>,
}

/// Whether the cards of `set` count: those of the first set before any other.
fn counts(first: &mut Option<Name>, over: &mut bool, set: Name) -> bool {
    *over |= *first.get_or_insert(set) != set;
    !*over
}

fn late_default() -> Fault {
    Fault::new(3, "a 'DEFAULT' comes after single values", "defaults on the first cards of their set")
}

/// A new pair of bounds. In the MPS tradition no lower bound means an upper bound 0 and an upper bound 0 no lower
/// bound, where the others are the initial 0 and ∞.
fn bounded((lower, upper): (f64, f64), bound: Bound, value: f64) -> (f64, f64) {
    let initial = lower == 0.0 && upper == f64::INFINITY;
    match bound {
        Bound::Lower => (value, upper),
        Bound::Upper if value == 0.0 && initial => (f64::NEG_INFINITY, value),
        Bound::Upper => (lower, value),
        Bound::Fixed => (value, value),
        Bound::Free => (f64::NEG_INFINITY, f64::INFINITY),
        Bound::NoLower => (f64::NEG_INFINITY, if initial { 0.0 } else { upper }),
        Bound::NoUpper => (lower, f64::INFINITY),
    }
}

impl Builder {
    /// A bound of a variable, or of all by `'DEFAULT'`.
    pub(super) fn bound(&mut self, set: Name, bound: Bound, (name, value): (Name, f64)) -> Result<(), Fault> {
        let counts = counts(&mut self.bounds.first, &mut self.bounds.over, set);
        if name == Name::new(b"'DEFAULT'") {
            if !counts {
                return Ok(());
            }
            if self.bounds.single {
                return Err(late_default());
            }
            let new = match bound {
                // A default without lower bound puts the upper bound to 0 whatever it was.
                Bound::NoLower => (f64::NEG_INFINITY, 0.0),
                _ => bounded(self.bounds.default, bound, value),
            };
            self.bounds.default = new;
            self.spend(self.variables.lower.len() as u64)?;
            self.variables.lower.fill(new.0);
            self.variables.upper.fill(new.1);
            return Ok(());
        }
        let variable = self.known_variable(name, 3)? as usize;
        if counts {
            self.bounds.single = true;
            let old = (self.variables.lower[variable], self.variables.upper[variable]);
            (self.variables.lower[variable], self.variables.upper[variable]) = bounded(old, bound, value);
        }
        Ok(())
    }

    /// Starting values of variables or multipliers.
    pub(super) fn start_value(&mut self, set: Name, what: Start, pairs: &[(Name, f64)]) -> Result<(), Fault> {
        let counts = counts(&mut self.start.first, &mut self.start.over, set);
        if let Some(&(name, value)) = pairs.first()
            && name == Name::new(b"'DEFAULT'")
        {
            if !counts {
                return Ok(());
            }
            if self.start.single {
                return Err(late_default());
            }
            if matches!(what, Start::Either | Start::Variable) {
                self.spend(self.variables.start.len() as u64)?;
                self.variables.start.fill(value);
            }
            if matches!(what, Start::Either | Start::Multiplier) {
                self.start.default = value;
            }
            return Ok(());
        }
        for (pair, &(name, value)) in pairs.iter().enumerate() {
            let field = 3 + 2 * pair as u8;
            let variable = self.variable_index.get(name).filter(|_| what != Start::Multiplier);
            match (variable, what) {
                (Some(variable), _) if counts => self.variables.start[variable as usize] = value,
                (Some(_), _) => {}
                (None, Start::Variable) => {
                    self.known_variable(name, field)?;
                }
                (None, _) => {
                    let group = self.known_group(name, field).map_err(|mut fault| {
                        if what == Start::Either {
                            fault.message = format!("no variable and no group is named {name:?}");
                            fault.expected = "a variable, or a group whose multiplier starts there".to_string();
                        }
                        fault
                    })?;
                    if counts {
                        self.start.multipliers.push((group, value));
                        self.store(1)?;
                    }
                }
            }
            self.start.single |= counts;
        }
        Ok(())
    }
}

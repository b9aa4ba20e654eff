//! The data part: what its cards build.

mod bounds;
mod elements;
mod entry;
mod finish;
mod groups;
mod linear;
mod section;
mod types;

use crate::cards::{Card, Fault};
use crate::name::{Index, Name};
use crate::options::Limits;
use crate::parameters::Parameters;
use crate::structure::{ElementType, Elements, GroupType, Groups, QuadraticTerm, Variables};

pub(crate) use entry::Entry;
use entry::{Action, Scalar};
pub(crate) use section::Section;

/// The problem as far as it is read.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    /// The parameters.
    pub(crate) parameters: Parameters,
    limits: Limits,
    spent: u64,
    entries: usize,
    /// Whether the section that came first is GROUPS; none yet if `None`.
    groups_first: Option<bool>,
    variables: Variables,
    variable_index: Index,
    groups: Groups,
    group_index: Index,
    group_more: Vec<groups::More>,
    group_values: Vec<f64>,
    group_default: Option<u32>,
    combinations: Vec<groups::Combination>,
    terms: Vec<linear::Term>,
    constants: linear::Vectors,
    ranges: linear::Vectors,
    bounds: bounds::Bounds,
    start: bounds::StartSet,
    element_types: Vec<types::Type<ElementType>>,
    element_type_index: Index,
    group_types: Vec<types::Type<GroupType>>,
    group_type_index: Index,
    elements: Elements,
    element_index: Index,
    element_lines: Vec<u32>,
    element_last: (Name, u32),
    element_default: Option<u32>,
    uses: Vec<linear::Term>,
    quadratic: Vec<QuadraticTerm>,
    objective: (Option<Name>, f64, f64),
}

/// A name that holds an unknown value yet.
const UNSET: u32 = u32::MAX;

/// A number that is not set yet: a NaN that no computation gives.
const UNSET_VALUE: f64 = f64::from_bits(0x7ff8_0000_5e7f_0a11);

fn is_unset(value: f64) -> bool {
    value.to_bits() == UNSET_VALUE.to_bits()
}

impl Builder {
    /// An empty problem.
    pub(crate) fn new(limits: Limits) -> Self {
        let mut builder = Self { limits, objective: (None, f64::NEG_INFINITY, f64::INFINITY), ..Self::default() };
        builder.elements.variable_start.push(0);
        builder.elements.parameter_start.push(0);
        builder
    }

    /// Notes that a section starts.
    pub(crate) fn enter(&mut self, section: Section) {
        match section {
            Section::Groups => self.groups_first = self.groups_first.or(Some(true)),
            Section::Variables => self.groups_first = self.groups_first.or(Some(false)),
            _ => {}
        }
    }

    /// Compiles a card of a section.
    pub(crate) fn compile(&mut self, card: &Card, section: Section) -> Result<Entry, Fault> {
        let linear = match section {
            Section::Groups => self.groups_first == Some(false),
            Section::Variables => self.groups_first == Some(true),
            _ => false,
        };
        entry::compile(&mut self.parameters, card, section, linear)
    }

    /// Counts `work` cards against the limit.
    pub(crate) fn spend(&mut self, work: u64) -> Result<(), Fault> {
        self.spent += work;
        if self.spent <= self.limits.cards {
            return Ok(());
        }
        let message = format!("more than {} cards are executed", self.limits.cards);
        Err(Fault::new(1, message, "loops and sizes within the limit (a smaller $-PARAMETER)"))
    }

    /// Counts what a card stored against the limit.
    fn store(&mut self, entries: usize) -> Result<(), Fault> {
        self.entries += entries;
        if self.entries + self.parameters.len() <= self.limits.entries {
            return Ok(());
        }
        let message = format!("the problem has more than {} entries", self.limits.entries);
        Err(Fault::new(1, message, "a problem within the limit (a smaller $-PARAMETER)"))
    }

    /// Checks that the parameters are within the limit.
    pub(crate) fn check_parameters(&mut self) -> Result<(), Fault> {
        self.store(0)
    }

    /// Runs a compiled card at the present values of the parameters.
    pub(crate) fn run(&mut self, entry: &Entry) -> Result<(), Fault> {
        let two = self.parameters.expand(&entry.two, 2)?;
        let four = match &entry.four {
            Scalar::Number(value) => *value,
            Scalar::Parameter(reference) => self.parameters.real(reference, 5)?,
        };
        let mut pairs = [(Name::default(), four), (Name::default(), entry.six)];
        if entry.pairs > 0 {
            pairs[0].0 = self.parameters.expand(&entry.three, 3)?;
        }
        if entry.pairs > 1 || entry.action == Action::ElementVariable {
            pairs[1].0 = self.parameters.expand(&entry.five, 5)?;
        }
        let pairs = &pairs[..usize::from(entry.pairs)];
        match entry.action {
            Action::Skip => Ok(()),
            Action::Group(kind) => self.group(two, kind, pairs),
            Action::GroupScale(kind) => self.group_scale(two, kind, four),
            Action::Combination(kind) => self.combination(two, kind, pairs),
            Action::Variable => self.variable(two, pairs),
            Action::VariableScale => self.variable_scale(two, four),
            Action::VariableKind(kind) => self.variable_kind(two, kind),
            Action::Constant => self.constant(two, pairs),
            Action::Range => self.range(two, pairs),
            Action::Bound(bound) => self.bound(two, bound, pairs[0]),
            Action::Start(start) => self.start_value(two, start, pairs),
            Action::Quadratic => self.quadratic_entry(two, pairs),
            Action::Elemental | Action::Internal | Action::ElementParameter => {
                self.element_type(two, entry.action, pairs, entry.line)
            }
            Action::GroupVariable | Action::GroupParameter => self.group_type(two, entry.action, pairs, entry.line),
            Action::ElementIs => self.element_is(two, pairs, entry.line),
            Action::ElementVariable => {
                let elemental = self.parameters.expand(&entry.three, 3)?;
                let variable = self.parameters.expand(&entry.five, 5)?;
                self.element_variable(two, elemental, variable, entry.line)
            }
            Action::ElementValue => self.element_value(two, pairs, entry.line),
            Action::GroupIs => self.group_is(two, pairs),
            Action::GroupHas => self.group_has(two, pairs),
            Action::GroupValue => self.group_value(two, pairs),
            Action::ObjectLower | Action::ObjectUpper => {
                self.object_bound(two, entry.action, four);
                Ok(())
            }
        }
    }

    /// Known bounds on the objective: the first set counts.
    fn object_bound(&mut self, set: Name, action: Action, value: f64) {
        if *self.objective.0.get_or_insert(set) == set {
            let side = if action == Action::ObjectLower { &mut self.objective.1 } else { &mut self.objective.2 };
            *side = value;
        }
    }
}

impl Entry {
    /// Line and shape of its card.
    pub(crate) fn place(&self) -> (u32, u32) {
        (self.line, self.shape)
    }
}

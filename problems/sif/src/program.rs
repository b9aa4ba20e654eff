//! Do-loops: the cards of an outermost loop are compiled as they are read and run when it closes.

use crate::cards::{Card, Fault};
use crate::data::{Builder, Entry};
use crate::name::Name;
use crate::parameters::Assignment;

/// How deep loops may nest.
const DEPTH: usize = 3;

/// A compiled card.
#[derive(Debug)]
pub(crate) enum Step {
    /// A parameter card, its line and shape.
    Assign(Assignment, (u32, u32)),
    /// A card of a section.
    Entry(Entry),
    /// A loop.
    Loop(Loop),
}

/// A loop and what is in it.
#[derive(Debug)]
pub(crate) struct Loop {
    name: Name,
    variable: u32,
    from: u32,
    to: u32,
    step: Option<u32>,
    place: (u32, u32),
    body: Vec<Step>,
}

/// The loops that are open, outermost first.
#[derive(Debug, Default)]
pub(crate) struct Loops {
    open: Vec<Loop>,
}

/// A fault and the line and shape of its card.
pub(crate) type Misstep = ((u32, u32), Fault);

impl Loops {
    /// Whether a loop is open.
    pub(crate) fn any(&self) -> bool {
        !self.open.is_empty()
    }

    /// A DO card: opens a loop.
    pub(crate) fn open(&mut self, builder: &mut Builder, card: &Card) -> Result<(), Fault> {
        if self.open.len() == DEPTH {
            return Err(Fault::new(1, "a fourth loop opens inside three others", "loops nested at most three deep"));
        }
        for field in [2, 3, 5] {
            if card.blank(field) {
                let expected = "the loop's parameter in field 2, its first and last value in fields 3 and 5";
                return Err(Fault::new(field, format!("field {field} of a DO card is empty"), expected));
            }
        }
        let name = Name::new(card.name(2));
        let mut slot = |field| builder.parameters.integer_slot(Name::new(card.name(field)));
        let (variable, from, to) = (slot(2), slot(3), slot(5));
        let place = (card.line, card.shape);
        self.open.push(Loop { name, variable, from, to, step: None, place, body: Vec::new() });
        Ok(())
    }

    /// A DI card: sets the step of the innermost loop if it names its parameter.
    pub(crate) fn step(&mut self, builder: &mut Builder, card: &Card) {
        if let Some(innermost) = self.open.last_mut()
            && innermost.name == Name::new(card.name(2))
        {
            innermost.step = Some(builder.parameters.integer_slot(Name::new(card.name(3))));
        }
    }

    /// Adds a card to the innermost loop.
    pub(crate) fn push(&mut self, step: Step) {
        if let Some(innermost) = self.open.last_mut() {
            innermost.body.push(step);
        }
    }

    /// An OD card: closes the innermost loop, whatever parameter it names. Gives the loop if it was the outermost.
    pub(crate) fn close(&mut self) -> Option<Step> {
        let closed = Step::Loop(self.open.pop()?);
        if self.any() {
            self.push(closed);
            return None;
        }
        Some(closed)
    }

    /// An ND card or the end of a section: closes all loops.
    pub(crate) fn close_all(&mut self) -> Option<Step> {
        while self.open.len() > 1 {
            self.close();
        }
        self.close()
    }
}

/// Runs a step.
pub(crate) fn run(builder: &mut Builder, step: &Step) -> Result<(), Misstep> {
    match step {
        Step::Assign(assignment, place) => builder
            .spend(1)
            .and_then(|()| builder.parameters.run(assignment))
            .and_then(|()| builder.check_parameters())
            .map_err(|fault| (*place, fault)),
        Step::Entry(entry) => {
            builder.spend(1).and_then(|()| builder.run(entry)).map_err(|fault| (entry.place(), fault))
        }
        Step::Loop(looped) => run_loop(builder, looped),
    }
}

/// Runs a loop: its parameter takes every `step`-th value from the first to the last, both evaluated once.
fn run_loop(builder: &mut Builder, looped: &Loop) -> Result<(), Misstep> {
    let at_head = |fault| (looped.place, fault);
    let from = builder.parameters.integer(looped.from, 3).map_err(at_head)?;
    let to = builder.parameters.integer(looped.to, 5).map_err(at_head)?;
    let step = match looped.step {
        Some(step) => builder.parameters.integer(step, 3).map_err(at_head)?,
        None => 1,
    };
    let mut value = from;
    while (step > 0 && value <= to) || (step < 0 && value >= to) {
        builder.spend(1).map_err(at_head)?;
        builder.parameters.set_integer(looped.variable, value);
        for inner in &looped.body {
            run(builder, inner).map_err(|(place, mut fault)| {
                fault.message = format!("{} (with {} = {value})", fault.message, looped.name);
                (place, fault)
            })?;
        }
        match value.checked_add(step) {
            Some(next) => value = next,
            None => break,
        }
    }
    Ok(())
}

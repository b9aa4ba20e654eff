//! What a transform does to the numbers that oracles return.

use super::{Change, Transform};
use crate::{Class, Instance, Vector};
use std::rc::Rc;

/// Changes returned values and gradients; second derivatives stay exact.
pub trait Disturbance {
    /// What is returned for the value f at x.
    fn value(&self, f: f64, x: &Vector) -> f64;

    /// What is returned for a gradient, or an operator, or one of a bilevel problem's gradients.
    fn gradient(&self, g: &mut Vector);
}

pub(super) fn keeps(class: Class) -> Result<(), &'static str> {
    match class {
        Class::FiniteSum | Class::CompositeSum | Class::FiniteSumOperator => {
            Err("disturbed terms do not average to the whole")
        }
        Class::LeastSquares | Class::Glm => Err("values and gradients are disturbed, not residuals or rows"),
        Class::PseudoBoolean => Err("fitnesses are whole numbers"),
        Class::Constrained | Class::ConstrainedBilevel => Err("disturbed constraints have no exact Jacobian"),
        Class::Objective
        | Class::Smooth
        | Class::Curved
        | Class::Stochastic
        | Class::Composite
        | Class::Operator
        | Class::Saddle
        | Class::Bilevel => Ok(()),
    }
}

impl Instance {
    pub(super) fn disturbed(self, disturbance: Rc<dyn Disturbance>, transform: &Transform) -> Self {
        let change = Change { disturbance: Some(disturbance), ..Change::default() };
        Self { problem: self.problem.moved(change, transform), ..self }
    }
}

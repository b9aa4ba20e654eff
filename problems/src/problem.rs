//! A problem as a set of filled slots, one per class it can be seen as.

use crate::class::{
    Bilevel, Composite, CompositeSum, Constrained, ConstrainedBilevel, Curved, FiniteSum, FiniteSumOperator, Glm,
    LeastSquares, Objective, Operator, PseudoBoolean, Saddle, Smooth, Space, Stochastic,
};
use crate::view::{Differenced, Simple, Single};
use crate::{Tally, Vector};
use std::fmt;
use std::rc::Rc;

/// Counts every call before it reaches the problem: implements each class once, by charging a shared [`Tally`].
pub struct Counted<P: ?Sized> {
    pub(crate) tally: Rc<Tally>,
    pub(crate) inner: Rc<P>,
}

macro_rules! classes {
    ($($variant:ident, $slot:ident, $name:literal, $doc:literal;)*) => {
        /// The class of a problem, or the one an algorithm works on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Class { $(#[doc = $doc] $variant),* }

        impl Class {
            /// Every class.
            pub const ALL: &[Class] = &[$(Class::$variant),*];

            /// The name in experiments and results.
            pub fn name(self) -> &'static str {
                match self { $(Class::$variant => $name),* }
            }

            /// What the class is, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Class::$variant => $doc),* }
            }
        }

        /// One instance of a problem: the same counted object behind every slot that is filled.
        pub struct Problem {
            pub(crate) space: Rc<dyn Space>,
            pub(crate) tally: Rc<Tally>,
            /// Whether oracles return noisy answers.
            pub(crate) noisy: bool,
            $(pub(crate) $slot: Option<Rc<dyn $variant>>,)*
        }

        impl Problem {
            pub(crate) fn empty(space: Rc<dyn Space>, tally: Rc<Tally>) -> Self {
                Self { space, tally, noisy: false, $($slot: None),* }
            }

            /// The classes whose slots are filled, adapters aside.
            pub fn classes(&self) -> Vec<Class> {
                let mut classes = Vec::new();
                $(if self.$slot.is_some() { classes.push(Class::$variant); })*
                classes
            }
        }
    };
}

classes! {
    Objective, objective, "objective", "black-box minimization: values only";
    Smooth, smooth, "smooth", "unconstrained minimization: values and gradients";
    Curved, curved, "curved", "smooth minimization with exact second derivatives";
    Stochastic, stochastic, "stochastic", "minimization of an expectation: sampled values and gradients";
    FiniteSum, finite_sum, "finite-sum", "minimization of an average of N smooth terms";
    LeastSquares, least_squares, "least-squares", "nonlinear least squares: residuals and Jacobian products";
    Glm, glm, "glm", "generalised linear models: a finite sum with the square root of its Hessian";
    Composite, composite, "composite", "smooth plus a penalty with a proximal operator";
    CompositeSum, composite_sum, "composite-sum", "finite sum plus a penalty with a proximal operator";
    Constrained, constrained, "constrained", "nonlinear programming: constraints, Jacobian, Lagrangian Hessian";
    Operator, operator, "operator", "variational inequality: an operator and a projection";
    Saddle, saddle, "saddle", "saddle point of a function of two players";
    FiniteSumOperator, finite_sum_operator, "finite-sum-operator", "variational inequality whose operator is an average";
    Bilevel, bilevel, "bilevel", "bilevel optimization: an upper problem over solutions of a lower one";
    ConstrainedBilevel, constrained_bilevel, "constrained-bilevel", "bilevel optimization with constraints on both levels";
    PseudoBoolean, pseudo_boolean, "pseudo-boolean", "maximization of a function of bits";
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem").field("dim", &self.dim()).field("classes", &self.classes()).finish()
    }
}

impl Problem {
    /// Number of variables.
    pub fn dim(&self) -> usize {
        self.space.dim()
    }

    /// The space of the variables.
    pub fn space(&self) -> &dyn Space {
        &*self.space
    }

    /// Where every algorithm starts.
    pub fn start(&self) -> Vector {
        self.space.start()
    }

    /// The counters.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Whether oracles return noisy answers.
    pub fn noisy(&self) -> bool {
        self.noisy
    }
}

/// Fills the slots of a [`Problem`] with one counted object: `Offer::of(p).curved().finite_sum().problem()`.
///
/// Each method fills the slot of its class and of those it extends. The slot says what the problem *is*:
/// a lasso fills only `composite`, although it has the oracles of `smooth`.
pub struct Offer<P> {
    counted: Rc<Counted<P>>,
    problem: Problem,
}

impl<P: Space + 'static> Offer<P> {
    /// Nothing offered yet.
    pub fn of(inner: Rc<P>) -> Self {
        let tally = Rc::new(Tally::new(inner.dim(), inner.prices()));
        let counted = Rc::new(Counted { tally: Rc::clone(&tally), inner });
        let space: Rc<dyn Space> = counted.clone();
        Self { counted, problem: Problem::empty(space, tally) }
    }

    /// The problem.
    pub fn problem(self) -> Problem {
        self.problem
    }
}

macro_rules! offers {
    ($($method:ident: $bound:ident fills $($slot:ident),*;)*) => {
        $(impl<P: $bound + 'static> Offer<P> {
            #[doc = concat!("Offers the problem as [`", stringify!($bound), "`], and as what that extends where it is one.")]
            #[must_use]
            pub fn $method(mut self) -> Self {
                $(self.problem.$slot = Some(self.counted.clone());)*
                self
            }
        })*
    };
}

offers! {
    objective: Objective fills objective;
    smooth: Smooth fills objective, smooth;
    curved: Curved fills objective, smooth, curved;
    stochastic: Stochastic fills stochastic;
    finite_sum: FiniteSum fills objective, smooth, stochastic, finite_sum;
    least_squares: LeastSquares fills objective, smooth, least_squares;
    glm: Glm fills objective, smooth, stochastic, finite_sum, glm;
    composite: Composite fills composite;
    composite_sum: CompositeSum fills composite, composite_sum;
    constrained: Constrained fills constrained;
    operator: Operator fills operator;
    saddle: Saddle fills operator, saddle;
    finite_sum_operator: FiniteSumOperator fills operator, finite_sum_operator;
    bilevel: Bilevel fills bilevel;
    constrained_bilevel: ConstrainedBilevel fills constrained_bilevel;
    pseudo_boolean: PseudoBoolean fills pseudo_boolean;
}

/// A class as a trait object: how an algorithm over it looks at a problem.
pub trait Role: 'static {
    /// The class.
    const CLASS: Class;

    /// The problem in this role: its slot, or an adapter over another slot.
    fn of(problem: &Problem) -> Option<Rc<Self>>;

    /// Whether a problem with these classes can take the role.
    fn fits(classes: &[Class]) -> bool {
        classes.contains(&Self::CLASS)
    }
}

macro_rules! roles {
    ($($class:ident, $slot:ident $(, else $from:ident, $other:ident, $adapter:ident)?;)*) => {
        $(impl Role for dyn $class {
            const CLASS: Class = Class::$class;

            fn of(problem: &Problem) -> Option<Rc<Self>> {
                let slot = problem.$slot.clone();
                $(let slot = slot.or_else(|| {
                    problem.$other.clone().map(|inner| Rc::new($adapter::new(inner, &problem.tally)) as Rc<Self>)
                });)?
                slot
            }

            fn fits(classes: &[Class]) -> bool {
                classes.contains(&Self::CLASS) $(|| classes.contains(&Class::$from))?
            }
        })*
    };
}

// The adapters stand outside the counter: what they ask for is charged, and what they do themselves they charge.
roles! {
    Objective, objective;
    Smooth, smooth;
    Curved, curved, else Smooth, smooth, Differenced;
    Stochastic, stochastic, else Smooth, smooth, Single;
    FiniteSum, finite_sum;
    LeastSquares, least_squares;
    Glm, glm;
    Composite, composite, else Smooth, smooth, Simple;
    CompositeSum, composite_sum, else FiniteSum, finite_sum, Simple;
    Constrained, constrained;
    Operator, operator;
    Saddle, saddle;
    FiniteSumOperator, finite_sum_operator;
    Bilevel, bilevel;
    ConstrainedBilevel, constrained_bilevel;
    PseudoBoolean, pseudo_boolean;
}

//! The shapes of the mathematics: one trait a file, used as a trait object.

pub mod bilevel;
pub mod binary;
pub mod composite;
pub mod constrained;
pub mod constrained_bilevel;
pub mod curved;
pub mod glm;
pub mod least_squares;
pub mod objective;
pub mod operator;
pub mod smooth;
pub mod space;
pub mod stochastic;

pub use bilevel::{Batch, Bilevel};
pub use binary::{Fitness, PseudoBoolean};
pub use composite::{Composite, CompositeSum};
pub use constrained::Constrained;
pub use constrained_bilevel::ConstrainedBilevel;
pub use curved::Curved;
pub use glm::Glm;
pub use least_squares::LeastSquares;
pub use objective::Objective;
pub use operator::{FiniteSumOperator, Geometry, Operator, Saddle};
pub use smooth::Smooth;
pub use space::{Bounds, Space};
pub use stochastic::{FiniteSum, Stochastic};

//! What several methods share, once.

pub mod anchor;
pub mod backtracking;
pub mod bilevel_sampling;
pub mod conjugate_gradient;
pub mod decay;
pub mod dense;
pub mod directions;
pub mod draws;
pub mod forward;
pub mod implicit;
pub mod joint;
pub mod kkt;
pub mod levels;
pub mod mirror;
pub mod more_thuente;
pub mod mutation;
pub mod newton_direction;
pub mod restart;
pub mod sampler;
pub mod schedule;
pub mod search_box;
pub mod sketch;
pub mod sketch_project;
pub mod step_size;

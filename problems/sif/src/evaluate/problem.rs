//! A decoded problem that can be evaluated.

use std::sync::Arc;

use super::batch::Kind;
use super::functions::{Functions, Weights};
use super::hessian::{Lower, Places};
use super::pattern::{Pattern, entries};
use super::quadratic;
use super::shapes::Shape;
use super::store::{Order, Store};
use crate::error::Result;
use crate::structure::{Decoded, GroupKind, QuadraticTerm};

/// The objective f and the constraints c of a problem. It never changes; what an evaluation needs to write is in a
/// [`Workspace`], so that threads can share it.
#[derive(Debug, Clone)]
pub struct Problem {
    n: usize,
    m: usize,
    objective: Functions,
    constraints: Functions,
    quadratic: Vec<QuadraticTerm>,
}

/// Room to evaluate a problem in. It remembers the derivatives of the elements at the last point: further calls at the
/// same point (a gradient after a value, products with one Hessian) do not compute them again.
#[derive(Debug, Clone)]
pub struct Workspace {
    objective: Store,
    constraints: Store,
}

/// The m × n Jacobian of the constraints by rows: its pattern, which never changes.
#[derive(Debug, Clone)]
pub struct Jacobian {
    pattern: Pattern,
}

impl Jacobian {
    /// Where row i begins, one more entry than rows.
    pub fn start(&self) -> &[usize] {
        &self.pattern.start
    }

    /// The columns of each row in increasing order.
    pub fn columns(&self) -> &[u32] {
        &self.pattern.columns
    }

    /// The (row, column) of each entry, in order.
    pub fn entries(&self) -> impl Iterator<Item = (usize, usize)> {
        entries(&self.pattern.start, &self.pattern.columns)
    }
}

/// The lower triangle of the n × n Hessian of the Lagrangian: its pattern, and room to fill it.
#[derive(Debug, Clone)]
pub struct Hessian {
    /// The pattern.
    pub lower: Lower,
    places: [Places; 2],
    quadratic: Vec<u32>,
    room: [Vec<f64>; 2],
}

impl Problem {
    /// Compiles the functions of `decoded`.
    pub fn new(decoded: &Decoded) -> Result<Self> {
        let mut used = vec![false; decoded.element_types.len()];
        for &element in &decoded.groups.uses.columns {
            used[decoded.elements.types[element as usize] as usize] = true;
        }
        let compiled = decoded.element_types.iter().zip(used);
        let kinds = compiled.map(|(kind, used)| used.then(|| Kind::new(kind, decoded)).transpose());
        let kinds: Arc<[Option<Kind>]> = kinds.collect::<Result<Vec<_>>>()?.into();
        let mut used = vec![false; decoded.group_types.len()];
        for &shape in decoded.groups.types.iter().flatten() {
            used[shape as usize] = true;
        }
        let compiled = decoded.group_types.iter().zip(used);
        let shapes = compiled.map(|(shape, used)| used.then(|| Shape::new(shape, decoded)).transpose());
        let shapes: Arc<[Option<Shape>]> = shapes.collect::<Result<Vec<_>>>()?.into();
        let (objective, constraints): (Vec<usize>, Vec<usize>) =
            (0..decoded.groups.len()).partition(|&i| decoded.groups.kinds[i] == GroupKind::Objective);
        Ok(Self {
            n: decoded.variables.start.len(),
            m: constraints.len(),
            objective: Functions::new(decoded, &objective, &kinds, &shapes),
            constraints: Functions::new(decoded, &constraints, &kinds, &shapes),
            quadratic: decoded.quadratic.clone(),
        })
    }

    /// Variables.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Constraints.
    pub fn m(&self) -> usize {
        self.m
    }

    /// Whether f is not 0 by having no groups, as in a system of equations.
    pub fn has_objective(&self) -> bool {
        self.objective.len() > 0 || !self.quadratic.is_empty()
    }

    /// Room to evaluate it in.
    pub fn workspace(&self) -> Workspace {
        Workspace { objective: self.objective.store(), constraints: self.constraints.store() }
    }

    /// f(x).
    pub fn value(&self, x: &[f64], work: &mut Workspace) -> f64 {
        self.objective.refresh(x, Order::Value, &mut work.objective);
        work.objective.value.iter().sum::<f64>() + quadratic::value(&self.quadratic, x)
    }

    /// g ← ∇f(x).
    pub fn gradient(&self, x: &[f64], g: &mut [f64], work: &mut Workspace) {
        g.fill(0.0);
        self.objective.add_gradient(Weights::Same(1.0), x, &mut work.objective, g);
        quadratic::add_product(&self.quadratic, 1.0, x, g);
    }

    /// f(x), with g ← ∇f(x).
    pub fn value_gradient(&self, x: &[f64], g: &mut [f64], work: &mut Workspace) -> f64 {
        self.gradient(x, g, work);
        self.value(x, work)
    }

    /// c ← c(x).
    pub fn constraints(&self, x: &[f64], c: &mut [f64], work: &mut Workspace) {
        self.constraints.refresh(x, Order::Value, &mut work.constraints);
        c.copy_from_slice(&work.constraints.value);
    }

    /// The pattern of the Jacobian of c.
    pub fn jacobian_pattern(&self) -> Jacobian {
        Jacobian { pattern: Pattern::new(&self.constraints) }
    }

    /// values ← the entries of the Jacobian of c at x in the order of its pattern.
    pub fn jacobian(&self, x: &[f64], jacobian: &Jacobian, values: &mut [f64], work: &mut Workspace) {
        jacobian.pattern.fill(&self.constraints, Weights::Same(1.0), x, &mut work.constraints, values);
    }

    /// out ← J(x) v.
    pub fn jacobian_product(&self, x: &[f64], v: &[f64], out: &mut [f64], work: &mut Workspace) {
        let store = &mut work.constraints;
        self.constraints.refresh(x, Order::Gradient, store);
        self.constraints.set_slopes(v, store);
        for ((out, along), slope) in out.iter_mut().zip(&store.slope_along).zip(&store.slope) {
            *out = slope * along;
        }
    }

    /// out ← J(x)ᵀ y.
    pub fn jacobian_transpose_product(&self, x: &[f64], y: &[f64], out: &mut [f64], work: &mut Workspace) {
        out.fill(0.0);
        self.constraints.add_gradient(Weights::Each(y), x, &mut work.constraints, out);
    }

    /// out ← ∇²f(x) v.
    pub fn hessian_product(&self, x: &[f64], v: &[f64], out: &mut [f64], work: &mut Workspace) {
        out.fill(0.0);
        self.objective.add_product(Weights::Same(1.0), x, v, &mut work.objective, out);
        quadratic::add_product(&self.quadratic, 1.0, v, out);
    }

    /// out ← (σ ∇²f(x) + Σ yᵢ ∇²cᵢ(x)) v.
    pub fn lagrangian_product(
        &self,
        x: &[f64],
        (sigma, y): (f64, &[f64]),
        v: &[f64],
        out: &mut [f64],
        work: &mut Workspace,
    ) {
        out.fill(0.0);
        if sigma != 0.0 {
            self.objective.add_product(Weights::Same(sigma), x, v, &mut work.objective, out);
            quadratic::add_product(&self.quadratic, sigma, v, out);
        }
        self.constraints.add_product(Weights::Each(y), x, v, &mut work.constraints, out);
    }

    /// The pattern of the Hessian of the Lagrangian; `None` if it has too many entries to be called sparse.
    pub fn hessian_pattern(&self) -> Option<Hessian> {
        let (lower, places) = Lower::new([&self.objective, &self.constraints], &self.quadratic)?;
        let quadratic = self.quadratic.iter().map(|term| lower.place(term.row, term.column)).collect();
        let room = [vec![0.0; places[0].room()], vec![0.0; places[1].room()]];
        Some(Hessian { lower, places, quadratic, room })
    }

    /// values ← the entries of σ ∇²f(x) + Σ yᵢ ∇²cᵢ(x) in the order of the pattern.
    pub fn hessian(
        &self,
        x: &[f64],
        (sigma, y): (f64, &[f64]),
        hessian: &mut Hessian,
        values: &mut [f64],
        work: &mut Workspace,
    ) {
        values.fill(0.0);
        let [first, second] = &mut hessian.room;
        let (objective, constraints) = (&mut work.objective, &mut work.constraints);
        if sigma != 0.0 {
            hessian.places[0].add(&self.objective, Weights::Same(sigma), x, (objective, first), values);
            for (term, &at) in self.quadratic.iter().zip(&hessian.quadratic) {
                values[at as usize] += sigma * term.value;
            }
        }
        hessian.places[1].add(&self.constraints, Weights::Each(y), x, (constraints, second), values);
    }
}

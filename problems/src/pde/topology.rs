//! Stiffest distribution of material: compliance of a beam by solid isotropic material with penalization (SIMP).

use super::cholesky::{Analysis, Factors, Scratch};
use super::dissection::dissection;
use super::elements::{self, Mesh, Support};
use crate::class::{Composite, Constrained, Objective, Smooth, Space, space::Bounds};
use crate::set::capped;
use crate::{
    About, Class, Data, Error, ErrorKind, Family, Instance, Judge, Known, Measures, Offer, Prices, Rng, Vector,
    distance, expect,
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// What makes the density that counts of the one that is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Filter {
    /// A mean over the elements within a radius.
    #[default]
    Density,
    /// The density itself.
    None,
}

/// Topology optimization of a beam.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topology {
    support: Support,
    columns: usize,
    rows: usize,
    volume: f64,
    penalty: f64,
    filter: Filter,
    radius: f64,
    void: f64,
}

impl Default for Topology {
    fn default() -> Self {
        Self {
            support: Support::Mbb,
            columns: 60,
            rows: 20,
            volume: 0.5,
            penalty: 3.0,
            filter: Filter::Density,
            radius: 2.4,
            void: 1e-9,
        }
    }
}

/// The mesh, where its stiffness matrix has entries, and the filter.
pub struct Made {
    mesh: Mesh,
    analysis: Analysis,
    filter: Option<elements::Filter>,
    /// w, the derivative of the mean density.
    weights: Vector,
    volume: f64,
    penalty: f64,
    void: f64,
}

impl Family for Topology {
    const ABOUT: About = About {
        name: "topology",
        title: "topology optimization: the stiffest beam of a given volume (SIMP)",
        formula: "min c(x) = Fᵀu, K(ρ)u = F, K = Σ_e (E_min + ρ_eᵖ(1 − E_min)) K_e, bilinear square elements in plane stress with \
                  ν = 0.3, unit side and load; ρ = x, or ρ_e = Σ_i H_{ei} x_i / Σ_i H_{ei}, H_{ei} = (r − |e − i|)⁺; \
                  0 ≤ x ≤ 1, mean ρ = V; from x = V.  mbb: half of a beam, load at the top of the axis of symmetry, on a \
                  roller at the far lower corner; cantilever: clamped at the left, load at the lower right corner",
        optimum: "not known (nonconvex): error max(‖x − P(x − ∇c(x))‖, violation), P the projection onto the constraints; \
                  c = 1007.0221007249 at the start of mbb 60 × 20 without filter",
        source: "Andreassen, Clausen, Schevenels, Lazarov and Sigmund, Efficient topology optimization in MATLAB using 88 lines \
                 of code, Structural and Multidisciplinary Optimization 43, 2011; cantilever: Sigmund, A 99 line topology \
                 optimization code written in Matlab, same journal 21, 2001",
        parameters: &[
            ("support", "mbb or cantilever"),
            ("columns", "elements along the beam"),
            ("rows", "elements across"),
            ("volume", "V, the share of the beam that is material"),
            ("penalty", "p, at least 2 so that second derivatives exist"),
            ("filter", "density or none"),
            ("radius", "r of the filter in elements"),
            ("void", "E_min, stiffness of a void element"),
        ],
    };

    type Made = Made;

    fn classes(&self) -> Vec<Class> {
        vec![Class::Composite, Class::Constrained]
    }

    fn dim(&self) -> usize {
        self.columns * self.rows
    }

    fn make(&self, _rng: &mut Rng, _data: &Data) -> Result<Made, Error> {
        let (columns, rows) = (self.columns, self.rows);
        expect((1..=1024).contains(&columns), "columns", columns, "1 to 1024")?;
        expect((1..=1024).contains(&rows) && columns * rows <= 1 << 17, "rows", rows, "1 to 1024, 131072 elements")?;
        expect(self.volume > 0.0 && self.volume < 1.0, "volume", self.volume, "between 0 and 1")?;
        expect((2.0..=10.0).contains(&self.penalty), "penalty", self.penalty, "2 to 10")?;
        expect((1.0..=32.0).contains(&self.radius), "radius", self.radius, "1 to 32")?;
        expect(self.void > 0.0 && self.void < 1.0, "void", self.void, "between 0 and 1")?;
        let mesh = Mesh::new(columns, rows, self.support);
        let nodes = dissection(rows + 1, columns + 1);
        let order: Vec<usize> = nodes.into_iter().flat_map(|node| [2 * node, 2 * node + 1]).collect();
        let analysis = Analysis::new(order.len(), &mesh.entries(), Some(&order));
        let filter = (self.filter == Filter::Density).then(|| elements::Filter::new(columns, rows, self.radius));
        let mut weights = Vector::from_element(columns * rows, 1.0 / (columns * rows) as f64);
        if let Some(filter) = &filter {
            let mean = weights.clone();
            filter.transpose(mean.as_slice(), weights.as_mut_slice());
        }
        let Self { volume, penalty, void, .. } = *self;
        Ok(Made { mesh, analysis, filter, weights, volume, penalty, void })
    }

    fn instance(&self, made: &Arc<Made>) -> Instance {
        let problem = Rc::new(Beam::new(Arc::clone(made)));
        let scratch = RefCell::new([(); 3].map(|()| Vector::zeros(problem.dim())));
        let judge = Referee { problem: Rc::clone(&problem), scratch };
        Instance {
            problem: Offer::of(problem).composite().constrained().problem(),
            judge: Box::new(judge),
            known: Known::default(),
        }
    }
}

struct Beam {
    made: Arc<Made>,
    state: RefCell<State>,
    breaks: RefCell<Vec<f64>>,
    order: RefCell<Vec<usize>>,
}

struct State {
    factors: Factors,
    scratch: Scratch,
    /// ρ, and a direction of it.
    density: Vec<f64>,
    change: Vec<f64>,
    /// Displacements u, and how they change.
    u: Vec<f64>,
    moved: Vec<f64>,
    /// Of each element.
    work: Vec<f64>,
}

impl Beam {
    fn new(made: Arc<Made>) -> Self {
        let (n, dofs) = (made.weights.len(), made.mesh.load.len());
        let state = State {
            factors: made.analysis.factors(),
            scratch: made.analysis.scratch(),
            density: vec![0.0; n],
            change: vec![0.0; n],
            u: vec![0.0; dofs],
            moved: vec![0.0; dofs],
            work: vec![0.0; n],
        };
        let (breaks, order) = (RefCell::new(vec![0.0; 2 * n]), RefCell::new(vec![0; n]));
        Self { made, state: RefCell::new(state), breaks, order }
    }

    /// Solves K(ρ)u = F; returns c = Σ Eₑ uₑᵀKₑ uₑ, NaN where K is not definite.
    fn solve(&self, x: &Vector, state: &mut State) -> f64 {
        let Made { mesh, analysis, filter, penalty, void, .. } = &*self.made;
        let State { factors, scratch, density, u, .. } = state;
        match filter {
            Some(filter) => filter.apply(x.as_slice(), density),
            None => density.copy_from_slice(x.as_slice()),
        }
        let young = |rho: f64| void + positive(rho).powf(*penalty) * (1.0 - void);
        if analysis.factor(mesh.stiffness(density.iter().map(|rho| young(*rho))), factors, scratch).is_none() {
            return f64::NAN;
        }
        u.copy_from_slice(&mesh.load);
        analysis.solve(factors, u, scratch);
        density.iter().enumerate().map(|(e, rho)| young(*rho) * mesh.energy(e, u, u)).sum()
    }

    /// dE/dρ.
    fn softening(&self, rho: f64) -> f64 {
        self.made.penalty * positive(rho).powf(self.made.penalty - 1.0) * (1.0 - self.made.void)
    }

    /// d²E/dρ².
    fn curving(&self, rho: f64) -> f64 {
        let p = self.made.penalty;
        p * (p - 1.0) * positive(rho).powf(p - 2.0) * (1.0 - self.made.void)
    }

    /// g ← the derivative with respect to x of what has this derivative with respect to ρ.
    fn pull_back(&self, of_density: &[f64], g: &mut [f64]) {
        match &self.made.filter {
            Some(filter) => filter.transpose(of_density, g),
            None => g.copy_from_slice(of_density),
        }
    }
}

impl Space for Beam {
    fn dim(&self) -> usize {
        self.made.weights.len()
    }

    fn start(&self) -> Vector {
        Vector::from_element(self.dim(), self.made.volume)
    }

    fn bounds(&self) -> Option<Bounds> {
        Some(Bounds::cube(self.dim(), 0.0, 1.0))
    }

    /// A value, and its gradient, take one factorization and one solve; a product of the Hessian one solve more.
    fn prices(&self) -> Prices {
        Prices { hessian_product: 2, solves: [1, 1, 2], ..Prices::default() }
    }
}

impl Objective for Beam {
    fn value(&self, x: &Vector) -> f64 {
        self.solve(x, &mut self.state.borrow_mut())
    }
}

impl Smooth for Beam {
    fn gradient(&self, x: &Vector, g: &mut Vector) {
        self.value_gradient(x, g);
    }

    /// The load is its own adjoint: ∂c/∂ρₑ = −E'(ρₑ) uₑᵀKₑ uₑ.
    fn value_gradient(&self, x: &Vector, g: &mut Vector) -> f64 {
        let state = &mut *self.state.borrow_mut();
        let c = self.solve(x, state);
        let State { density, u, work, .. } = state;
        for (e, (slope, rho)) in work.iter_mut().zip(&*density).enumerate() {
            *slope = -self.softening(*rho) * self.made.mesh.energy(e, u, u);
        }
        self.pull_back(work, g.as_mut_slice());
        c
    }
}

impl Composite for Beam {
    /// Of the constraints, kept to [`INSIDE`].
    fn penalty(&self, x: &Vector) -> f64 {
        if self.violation(x) <= INSIDE { 0.0 } else { f64::INFINITY }
    }

    fn prox(&self, v: &Vector, _t: f64, p: &mut Vector) {
        let Made { weights, volume, .. } = &*self.made;
        p.copy_from(v);
        let breaks = &mut *self.breaks.borrow_mut();
        capped::project(p.as_mut_slice(), (0.0, 1.0), weights.as_slice(), *volume, breaks);
    }

    fn lmo(&self, g: &Vector, s: &mut Vector) -> Option<()> {
        let Made { weights, volume, .. } = &*self.made;
        let order = &mut *self.order.borrow_mut();
        capped::lmo(g.as_slice(), (0.0, 1.0), weights.as_slice(), *volume, order, s.as_mut_slice());
        Some(())
    }
}

/// max(ρ, 0), and NaN of NaN.
fn positive(rho: f64) -> f64 {
    if rho < 0.0 { 0.0 } else { rho }
}

/// A volume or density this far out is rounding.
const INSIDE: f64 = 1e-12;

impl Beam {
    fn violation(&self, x: &Vector) -> f64 {
        let Made { weights, volume, .. } = &*self.made;
        capped::violation(x.as_slice(), (0.0, 1.0), weights.as_slice(), *volume)
    }
}

impl Constrained for Beam {
    fn constraints_len(&self) -> usize {
        1
    }

    /// The mean of ρ less V.
    fn constraints(&self, x: &Vector, c: &mut Vector) {
        c[0] = self.made.weights.dot(x) - self.made.volume;
    }

    fn jacobian_product(&self, _x: &Vector, v: &Vector, p: &mut Vector) {
        p[0] = self.made.weights.dot(v);
    }

    fn jacobian_transpose_product(&self, _x: &Vector, u: &Vector, p: &mut Vector) {
        p.copy_from(&self.made.weights);
        p.scale_mut(u[0]);
    }

    fn jacobian_pattern(&self) -> Vec<(usize, usize)> {
        (0..self.dim()).map(|e| (0, e)).collect()
    }

    fn jacobian_values(&self, _x: &Vector, values: &mut [f64]) {
        values.copy_from_slice(self.made.weights.as_slice());
    }

    /// With the change K u' = −K'u of the displacements: −E'' uᵀKₑ u ρ' − 2E' uᵀKₑ u'.
    fn lagrangian_product(&self, x: &Vector, _y: &Vector, v: &Vector, p: &mut Vector) {
        let state = &mut *self.state.borrow_mut();
        self.solve(x, state);
        let Made { mesh, analysis, filter, .. } = &*self.made;
        let State { factors, scratch, density, change, u, moved, work } = state;
        match filter {
            Some(filter) => filter.apply(v.as_slice(), change),
            None => change.copy_from_slice(v.as_slice()),
        }
        moved.fill(0.0);
        for (e, (rho, change)) in density.iter().zip(&*change).enumerate() {
            mesh.add_force(e, -self.softening(*rho) * change, u, moved);
        }
        analysis.solve(factors, moved, scratch);
        for (e, (out, (rho, change))) in work.iter_mut().zip(density.iter().zip(&*change)).enumerate() {
            let (own, mixed) = (mesh.energy(e, u, u), mesh.energy(e, u, moved));
            *out = -self.curving(*rho) * change * own - 2.0 * self.softening(*rho) * mixed;
        }
        self.pull_back(work, p.as_mut_slice());
    }
}

/// Error max(‖x − P(x − ∇c(x))‖, violation).
struct Referee {
    problem: Rc<Beam>,
    scratch: RefCell<[Vector; 3]>,
}

impl Judge for Referee {
    fn error(&self, answer: &Vector) -> f64 {
        let Measures { stationarity, infeasibility, .. } = self.measures(answer);
        if stationarity.is_nan() { stationarity } else { stationarity.max(infeasibility) }
    }

    fn measures(&self, answer: &Vector) -> Measures {
        let [x, g, p] = &mut *self.scratch.borrow_mut();
        x.copy_from(&answer.rows(0, x.len()));
        let objective = self.problem.value_gradient(x, g);
        *g -= &*x;
        g.neg_mut();
        self.problem.prox(g, 1.0, p);
        let stationarity = if objective.is_nan() { objective } else { distance(x, p) };
        Measures { objective, stationarity, infeasibility: self.problem.violation(x), ..Measures::NONE }
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Stationarity
    }

    /// A gradient costs a factorization.
    fn cheap(&self) -> bool {
        false
    }

    /// Rounding of the projection.
    fn attainable(&self) -> f64 {
        INSIDE
    }
}

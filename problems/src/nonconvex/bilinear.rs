//! The oracles of bilinear measurements (Bh)_l conj(Cx)_l, over real or complex numbers.

use super::field::{Field, add_conjugate, norm_squared, product, read_all};
use crate::class::{Curved, FiniteSum, LeastSquares, Objective, Smooth, Space, Stochastic};
use crate::{Instance, Known, Offer, Prices, Reference, SmoothGap, Vector};
use std::cell::RefCell;
use std::f64::consts::SQRT_2;
use std::rc::Rc;
use std::sync::Arc;

/// B and C, by rows.
#[derive(Clone)]
pub(super) struct Lens<T> {
    /// Length of h.
    pub(super) filter: usize,
    /// Length of x.
    pub(super) signal: usize,
    pub(super) b: Vec<T>,
    pub(super) c: Vec<T>,
}

/// A row of B and one of C.
type Row<'a, T> = (&'a [T], &'a [T]);

impl<T: Field> Lens<T> {
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_, T>> {
        self.b.chunks_exact(self.filter).zip(self.c.chunks_exact(self.signal))
    }

    fn row(&self, l: usize) -> Row<'_, T> {
        (&self.b[l * self.filter..][..self.filter], &self.c[l * self.signal..][..self.signal])
    }

    /// The leading singular vectors of Z = Σ y b̄ cᵀ, E Z = h₀x₀*, by alternating products from x; scaled by √σ each.
    pub(super) fn spectral(&self, measured: &[T], start: &Vector) -> Vector {
        let split = self.filter * T::PARTS;
        let (mut h, mut x) = (vec![T::zero(); self.filter], vec![T::zero(); self.signal]);
        read_all(&start.as_slice()[split..], &mut x);
        let mut sigma = 0.0;
        for _ in 0..POWER_STEPS {
            h.fill(T::zero());
            for ((b, c), y) in self.rows().zip(measured) {
                add_conjugate(*y * product(c, &x), b, &mut h);
            }
            normalize(&mut h);
            x.fill(T::zero());
            for ((b, c), y) in self.rows().zip(measured) {
                add_conjugate(y.conjugate() * product(b, &h), c, &mut x);
            }
            sigma = normalize(&mut x);
        }
        let root = T::from_real(sigma.sqrt());
        let mut z = start.clone();
        let numbers = h.iter().chain(&x);
        z.as_mut_slice().chunks_exact_mut(T::PARTS).zip(numbers).for_each(|(parts, z)| (*z * root).write(parts));
        z
    }
}

/// p = bᵀh, q = cᵀx and p q̄ of a row.
pub(super) fn measure<T: Field>((b, c): Row<'_, T>, h: &[T], x: &[T]) -> (T, T, T) {
    let (p, q) = (product(b, h), product(c, x));
    (p, q, p * q.conjugate())
}

/// Rounds of the power method.
const POWER_STEPS: usize = 50;

/// x ← x/‖x‖, returns ‖x‖.
fn normalize<T: Field>(x: &mut [T]) -> f64 {
    let norm = norm_squared(x).sqrt();
    for x in x {
        *x = x.unscale(norm);
    }
    norm
}

/// What cells share.
#[derive(Clone)]
pub struct Shared<T> {
    pub(super) lens: Lens<T>,
    pub(super) measured: Vec<T>,
    pub(super) start: Vector,
    pub(super) solution: Vector,
    pub(super) optimum: Reference,
}

/// A fresh instance.
pub(super) fn instance<T: Field>(shared: &Arc<Shared<T>>) -> Instance {
    let problem = Rc::new(Bilinear::new(Arc::clone(shared)));
    let known = Known { optimal_value: Some(shared.optimum.value), ..Known::default() };
    let judged = Rc::clone(&problem);
    let judge = SmoothGap::new(Rc::clone(&problem), shared.optimum, Some(shared.solution.clone()))
        .measured_by(move |z| judged.to_solution(z));
    let offer = Offer::of(problem).curved().finite_sum().least_squares();
    Instance { problem: offer.problem(), judge: Box::new(judge), known }
}

/// (h, x), a direction, and a gradient.
struct Scratch<T> {
    h: Vec<T>,
    x: Vec<T>,
    dh: Vec<T>,
    dx: Vec<T>,
    gh: Vec<T>,
    gx: Vec<T>,
}

pub(super) struct Bilinear<T: Field> {
    shared: Arc<Shared<T>>,
    scratch: RefCell<Scratch<T>>,
}

impl<T: Field> Bilinear<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        let (h, x) = (vec![T::zero(); shared.lens.filter], vec![T::zero(); shared.lens.signal]);
        let scratch = Scratch { dh: h.clone(), dx: x.clone(), gh: h.clone(), gx: x.clone(), h, x };
        Self { shared, scratch: RefCell::new(scratch) }
    }

    fn split(&self) -> usize {
        self.shared.lens.filter * T::PARTS
    }

    fn read(&self, z: &Vector, h: &mut [T], x: &mut [T]) {
        let (first, second) = z.as_slice().split_at(self.split());
        read_all(first, h);
        read_all(second, x);
    }

    /// g ← scale (gh, gx).
    fn write(scratch: &Scratch<T>, scale: f64, g: &mut Vector) {
        let numbers = scratch.gh.iter().chain(&scratch.gx);
        g.as_mut_slice().chunks_exact_mut(T::PARTS).zip(numbers).for_each(|(parts, z)| z.scale(scale).write(parts));
    }

    fn rows(&self) -> impl Iterator<Item = (Row<'_, T>, T)> {
        self.shared.lens.rows().zip(self.shared.measured.iter().copied())
    }

    fn row(&self, key: u64) -> (Row<'_, T>, T) {
        (self.shared.lens.row(key as usize), self.shared.measured[key as usize])
    }

    fn len(&self) -> f64 {
        self.shared.measured.len() as f64
    }

    /// Σ |r|² over some rows.
    fn squares<'a>(&self, rows: impl Iterator<Item = (Row<'a, T>, T)>, z: &Vector) -> f64 {
        let Scratch { h, x, .. } = &mut *self.scratch.borrow_mut();
        self.read(z, h, x);
        rows.map(|(row, y)| (measure(row, h, x).2 - y).modulus_squared()).sum()
    }

    /// Σ |r|² over some rows, g ← scale times its gradient: of p it is r q, of q it is r̄ p, twice.
    fn sweep<'a>(&self, rows: impl Iterator<Item = (Row<'a, T>, T)>, z: &Vector, scale: f64, g: &mut Vector) -> f64 {
        let scratch = &mut *self.scratch.borrow_mut();
        let Scratch { h, x, gh, gx, .. } = &mut *scratch;
        self.read(z, h, x);
        gh.fill(T::zero());
        gx.fill(T::zero());
        let mut squares = 0.0;
        for ((b, c), y) in rows {
            let (p, q, pq) = measure((b, c), h, x);
            let r = pq - y;
            add_conjugate(r * q, b, gh);
            add_conjugate(r.conjugate() * p, c, gx);
            squares += r.modulus_squared();
        }
        Self::write(scratch, 2.0 * scale, g);
        squares
    }

    /// ‖hx* − h₀x₀*‖ from the parts along and across the solution, without cancellation.
    fn to_solution(&self, z: &Vector) -> f64 {
        let Scratch { h, x, dh, dx, .. } = &mut *self.scratch.borrow_mut();
        self.read(z, h, x);
        self.read(&self.shared.solution, dh, dx);
        let (a, h_across) = decompose(h, dh);
        let (b, x_across) = decompose(x, dx);
        let size = T::from_real((norm_squared(dh) * norm_squared(dx)).sqrt());
        let along = (a * b.conjugate() - size).modulus_squared();
        let [a, b] = [a, b].map(T::modulus_squared);
        (along + a * x_across + h_across * b + h_across * x_across).sqrt()
    }
}

/// The part of z along the unit vector of u, and the squared norm of the rest.
fn decompose<T: Field>(z: &[T], u: &[T]) -> (T, f64) {
    let norm = norm_squared(u).sqrt();
    let along = z.iter().zip(u).fold(T::zero(), |sum, (z, u)| sum + u.conjugate() * *z).unscale(norm);
    let rest = z.iter().zip(u).map(|(z, u)| (*z - (*u * along).unscale(norm)).modulus_squared());
    (along, rest.sum())
}

impl<T: Field> Space for Bilinear<T> {
    fn dim(&self) -> usize {
        self.shared.start.len()
    }

    fn start(&self) -> Vector {
        self.shared.start.clone()
    }

    /// (re, im) of h as the columns of one matrix, of x as those of another.
    fn blocks(&self) -> Vec<(usize, usize)> {
        vec![(T::PARTS, self.shared.lens.filter), (T::PARTS, self.shared.lens.signal)]
    }

    fn prices(&self) -> Prices {
        Prices { samples: self.shared.measured.len() as u64, jacobian: 2, ..Prices::default() }
    }
}

impl<T: Field> Objective for Bilinear<T> {
    fn value(&self, z: &Vector) -> f64 {
        self.squares(self.rows(), z)
    }
}

impl<T: Field> Smooth for Bilinear<T> {
    fn gradient(&self, z: &Vector, g: &mut Vector) {
        self.value_gradient(z, g);
    }

    fn value_gradient(&self, z: &Vector, g: &mut Vector) -> f64 {
        self.sweep(self.rows(), z, 1.0, g)
    }
}

impl<T: Field> Curved for Bilinear<T> {
    fn hessian_product(&self, z: &Vector, v: &Vector, out: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        let Scratch { h, x, dh, dx, gh, gx } = &mut *scratch;
        self.read(z, h, x);
        self.read(v, dh, dx);
        gh.fill(T::zero());
        gx.fill(T::zero());
        for ((b, c), y) in self.rows() {
            let (p, q, pq) = measure((b, c), h, x);
            let (dp, dq) = (product(b, dh), product(c, dx));
            let (r, dr) = (pq - y, dp * q.conjugate() + p * dq.conjugate());
            add_conjugate(dr * q + r * dq, b, gh);
            add_conjugate(dr.conjugate() * p + r.conjugate() * dp, c, gx);
        }
        Self::write(scratch, 2.0, out);
    }
}

impl<T: Field> Stochastic for Bilinear<T> {
    fn samples(&self) -> Option<u64> {
        Some(self.shared.measured.len() as u64)
    }

    fn sample_value(&self, z: &Vector, keys: &[u64]) -> f64 {
        self.squares(keys.iter().map(|key| self.row(*key)), z) * self.len() / keys.len() as f64
    }

    fn sample_gradient(&self, z: &Vector, keys: &[u64], g: &mut Vector) {
        self.sweep(keys.iter().map(|key| self.row(*key)), z, self.len() / keys.len() as f64, g);
    }
}

impl<T: Field> FiniteSum for Bilinear<T> {}

/// √2 (re r, im r).
impl<T: Field> LeastSquares for Bilinear<T> {
    fn residuals_len(&self) -> usize {
        self.shared.measured.len() * T::PARTS
    }

    fn residuals(&self, z: &Vector, out: &mut Vector) {
        let Scratch { h, x, .. } = &mut *self.scratch.borrow_mut();
        self.read(z, h, x);
        for (parts, (row, y)) in out.as_mut_slice().chunks_exact_mut(T::PARTS).zip(self.rows()) {
            (measure(row, h, x).2 - y).scale(SQRT_2).write(parts);
        }
    }

    fn jacobian_product(&self, z: &Vector, v: &Vector, out: &mut Vector) {
        let Scratch { h, x, dh, dx, .. } = &mut *self.scratch.borrow_mut();
        self.read(z, h, x);
        self.read(v, dh, dx);
        for (parts, ((b, c), _)) in out.as_mut_slice().chunks_exact_mut(T::PARTS).zip(self.rows()) {
            let (p, q, _) = measure((b, c), h, x);
            (product(b, dh) * q.conjugate() + p * product(c, dx).conjugate()).scale(SQRT_2).write(parts);
        }
    }

    fn jacobian_transpose_product(&self, z: &Vector, u: &Vector, out: &mut Vector) {
        let scratch = &mut *self.scratch.borrow_mut();
        let Scratch { h, x, gh, gx, .. } = &mut *scratch;
        self.read(z, h, x);
        gh.fill(T::zero());
        gx.fill(T::zero());
        for (parts, ((b, c), _)) in u.as_slice().chunks_exact(T::PARTS).zip(self.rows()) {
            let (u, (p, q, _)) = (T::read(parts), measure((b, c), h, x));
            add_conjugate(u * q, b, gh);
            add_conjugate(u.conjugate() * p, c, gx);
        }
        Self::write(scratch, SQRT_2, out);
    }
}

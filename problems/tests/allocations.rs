//! Oracles do not allocate: an algorithm whose step does not either runs without the allocator.

#[path = "all/cases/mod.rs"]
mod cases;
#[path = "all/points.rs"]
mod points;

use cases::each;
use points::point;
use problems::class::{
    Composite, Curved, FiniteSumOperator, LeastSquares, Objective, Operator, Saddle, Smooth, Stochastic,
};
use problems::{Instance, Vector};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct CountingAllocator;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

#[expect(unsafe_code, reason = "an allocator cannot be written without")]
// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Asserts that a call allocates nothing, once it has been made before.
fn free(label: &str, what: &str, mut call: impl FnMut()) {
    call();
    let before = ALLOCATIONS.get();
    call();
    let allocated = ALLOCATIONS.get() - before;
    assert_eq!(allocated, 0, "{label}: {what} allocates");
}

#[test]
fn the_counter_counts() {
    let before = ALLOCATIONS.get();
    drop(std::hint::black_box(Box::new(1)));
    assert_eq!(ALLOCATIONS.get() - before, 1);
}

#[test]
fn values_and_gradients() {
    each::<dyn Objective>(|label, p, Instance { problem, .. }, rng| {
        let (x, _) = point(problem.space(), rng);
        free(label, "value", || {
            p.value(&x);
        });
    });
    each::<dyn Smooth>(|label, p, Instance { problem, .. }, rng| {
        let (x, mut g) = point(problem.space(), rng);
        free(label, "gradient", || p.gradient(&x, &mut g));
        free(label, "value_gradient", || {
            p.value_gradient(&x, &mut g);
        });
    });
}

#[test]
fn products() {
    each::<dyn Curved>(|label, p, Instance { problem, .. }, rng| {
        let (x, v) = point(problem.space(), rng);
        let mut out = v.clone();
        free(label, "hessian_product", || p.hessian_product(&x, &v, &mut out));
    });
    each::<dyn LeastSquares>(|label, p, Instance { problem, .. }, rng| {
        let (x, v) = point(problem.space(), rng);
        let (mut r, mut out) = (Vector::zeros(p.residuals_len()), v.clone());
        free(label, "residuals", || p.residuals(&x, &mut r));
        free(label, "jacobian_product", || p.jacobian_product(&x, &v, &mut r));
        let u = r.clone();
        free(label, "jacobian_transpose_product", || p.jacobian_transpose_product(&x, &u, &mut out));
    });
}

#[test]
fn samples_and_proximal_steps() {
    each::<dyn Stochastic>(|label, p, Instance { problem, .. }, rng| {
        let (x, mut g) = point(problem.space(), rng);
        let keys = [0, p.samples().map_or(7, |samples| samples - 1)];
        free(label, "sample_value", || {
            p.sample_value(&x, &keys);
        });
        free(label, "sample_gradient", || p.sample_gradient(&x, &keys, &mut g));
    });
    each::<dyn Composite>(|label, p, Instance { problem, .. }, rng| {
        let (x, mut out) = point(problem.space(), rng);
        free(label, "gradient", || p.gradient(&x, &mut out));
        free(label, "prox", || p.prox(&x, 0.5, &mut out));
        free(label, "lmo", || {
            p.lmo(&x, &mut out);
        });
        free(label, "penalty", || {
            p.penalty(&x);
        });
    });
}

#[test]
fn games() {
    each::<dyn Operator>(|label, p, Instance { problem, .. }, rng| {
        let (z, mut f) = point(problem.space(), rng);
        free(label, "apply", || p.apply(&z, &mut f));
        free(label, "project", || p.project(&mut f));
    });
    each::<dyn Saddle>(|label, p, Instance { problem, .. }, rng| {
        let (z, _) = point(problem.space(), rng);
        free(label, "value", || {
            p.value(&z);
        });
    });
    each::<dyn FiniteSumOperator>(|label, p, Instance { problem, .. }, rng| {
        let (z, mut f) = point(problem.space(), rng);
        let keys = [0, p.components() - 1];
        free(label, "sample_apply", || p.sample_apply(&z, &keys, &mut f));
    });
}

/// A judge that calls itself cheap is asked at every step.
#[test]
fn cheap_judges() {
    for case in cases::Case::all() {
        let (Instance { problem, judge, .. }, _) = case.instance(1);
        if judge.cheap() {
            let x = problem.start();
            free(&case.to_string(), "error", || {
                judge.error(&x);
            });
        }
    }
}

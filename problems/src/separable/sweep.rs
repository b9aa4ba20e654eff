//! A partially separable function and its first derivatives, several elements side by side.

use super::function::Separable;
use super::sum::{Elements, Steps, Sum};
use num_dual::{Dual, Dual64, DualNum};
use std::array::from_fn;

/// Elements side by side, which the compiler turns into vector instructions.
const LANES: usize = 8;

/// The expression with the elements, compiled once for each kind in [`Separable::STEPS`] and once for all others.
macro_rules! by_kind {
    ($part:expr, $known:ident => $run:expr) => {
        by_kind!($part, $known => $run, 0 1 2 3 4 5)
    };
    ($part:expr, $known:ident => $run:expr, $($kind:literal)*) => {
        match $part.kind {
            $($kind if $kind < F::STEPS.len() && $part.steps_are(&F::STEPS[$kind]) => {
                let $known = $part.known($kind, &F::STEPS[$kind]);
                $run
            })*
            _ => {
                let $known = *$part;
                $run
            }
        }
    };
}

/// A point in numbers: reals for values, x + εv for derivatives along v.
pub(super) trait Point: Copy {
    type Number: DualNum<f64> + Copy;

    /// The values of the variables from the i-th on.
    fn read<const L: usize>(self, steps: Steps, i: usize) -> [Self::Number; L];
}

impl Point for &[f64] {
    type Number = f64;

    #[inline]
    fn read<const L: usize>(self, steps: Steps, i: usize) -> [f64; L] {
        steps.read(self, i)
    }
}

/// x + εv.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) x: &'a [f64],
    pub(super) v: &'a [f64],
}

impl Point for Line<'_> {
    type Number = Dual64;

    #[inline]
    fn read<const L: usize>(self, steps: Steps, i: usize) -> [Dual64; L] {
        let (x, v) = (steps.read::<L>(self.x, i), steps.read::<L>(self.v, i));
        from_fn(|l| Dual64::new(x[l], v[l]))
    }
}

/// Where derivatives add up.
pub(super) trait Target<N> {
    /// Adds to the variables from the i-th on.
    fn add<const L: usize>(&mut self, steps: Steps, i: usize, slopes: [N; L]);
}

/// A gradient.
pub(super) struct Slopes<'a>(pub(super) &'a mut [f64]);

impl Target<f64> for Slopes<'_> {
    #[inline]
    fn add<const L: usize>(&mut self, steps: Steps, i: usize, slopes: [f64; L]) {
        steps.add(slopes, i, self.0);
    }
}

/// The ε of a gradient: a Hessian product.
pub(super) struct Bends<'a>(pub(super) &'a mut [f64]);

impl Target<Dual64> for Bends<'_> {
    #[inline]
    fn add<const L: usize>(&mut self, steps: Steps, i: usize, slopes: [Dual64; L]) {
        steps.add(slopes.map(|slope| slope.eps), i, self.0);
    }
}

/// A function at a point.
pub(super) struct Sweep<'a, F, P, const E: usize> {
    pub(super) function: &'a F,
    pub(super) point: P,
}

impl<F: Separable<E>, P: Point, const E: usize> Sweep<'_, F, P, E> {
    /// Σ γ(Σ sₑ) over the groups.
    #[inline]
    pub(super) fn value(&self, sum: &Sum<E>) -> P::Number {
        let kind = sum.kind();
        match sum.parts.as_slice() {
            _ if sum.whole => self.function.group(kind, self.total(sum)),
            [part] => by_kind!(part, part => self.added(part, |s| self.function.group(part.kind, s))),
            _ => folded(
                sum.groups(),
                &mut (),
                |(), i| self.row::<LANES>(sum, i).map(|s| self.function.group(kind, s)),
                |(), i| self.row::<1>(sum, i).map(|s| self.function.group(kind, s)),
            ),
        }
    }

    /// Σ sₑ of each group, with its number.
    pub(super) fn each(&self, sum: &Sum<E>, mut visit: impl FnMut(usize, P::Number)) {
        if sum.whole {
            visit(0, self.total(sum));
        } else {
            (0..sum.groups()).for_each(|i| visit(i, self.row::<1>(sum, i)[0]));
        }
    }

    /// Σ outer(γ, Σ sₑ) over the groups, of which each outer′ ∂sₑ is added to the target.
    ///
    /// Over the real numbers that is a value and a gradient; over x + εv the ε of what is added is a Hessian product.
    #[inline]
    pub(super) fn slopes(
        &self,
        sum: &Sum<E>,
        outer: impl Fn(usize, Dual<P::Number, f64>) -> Dual<P::Number, f64>,
        target: &mut impl Target<P::Number>,
    ) -> P::Number {
        let outer = |group, s| outer(group, Dual::new(s, P::Number::from(1.0)));
        match sum.parts.as_slice() {
            parts if sum.whole => {
                let f = outer(0, self.total(sum));
                for part in parts {
                    self.weighted(part, |_, s| Dual::new(s, f.eps), target);
                }
                f.re
            }
            [part] => self.weighted(part, outer, target),
            _ => folded(
                sum.groups(),
                target,
                |target, i| self.row_slopes::<LANES>(sum, i, outer, target),
                |target, i| self.row_slopes::<1>(sum, i, outer, target),
            ),
        }
    }

    /// The same with the function's own γ.
    #[inline]
    pub(super) fn gradient(&self, sum: &Sum<E>, target: &mut impl Target<P::Number>) -> P::Number {
        let kind = sum.kind();
        self.slopes(sum, |_, s| self.function.group(kind, s), target)
    }

    /// The variables of every element and its derivatives by them, with its group.
    pub(super) fn elements(&self, sum: &Sum<E>, mut visit: impl FnMut(usize, [usize; E], [P::Number; E])) {
        for part in &sum.parts {
            for i in 0..part.count {
                let group = if sum.whole { 0 } else { i };
                let (_, slopes) = self.linear::<1>(*part, i);
                visit(group, part.variables.map(|steps| steps.at(i)), slopes.map(|[slope]| slope));
            }
        }
    }

    /// Σ sₑ over all elements.
    fn total(&self, sum: &Sum<E>) -> P::Number {
        sum.parts.iter().map(|part| by_kind!(part, part => self.added(part, |s| s))).sum()
    }

    /// Σ outer(sₑ).
    #[expect(clippy::inline_always, reason = "what is known of the elements must reach the loop")]
    #[inline(always)]
    fn added(&self, part: Elements<E>, outer: impl Fn(P::Number) -> P::Number) -> P::Number {
        let full = part.count - part.count % LANES;
        let mut lanes = [P::Number::from(0.0); LANES];
        for i in (0..full).step_by(LANES) {
            for (lane, s) in lanes.iter_mut().zip(self.values::<LANES>(part, i)) {
                *lane += outer(s);
            }
        }
        let f = lanes.into_iter().sum();
        (full..part.count).fold(f, |f, i| f + outer(self.values::<1>(part, i)[0]))
    }

    /// Σ outer(sₑ), and outer′ ∂sₑ for the target.
    #[inline]
    fn weighted(
        &self,
        part: &Elements<E>,
        outer: impl Fn(usize, P::Number) -> Dual<P::Number, f64> + Copy,
        target: &mut impl Target<P::Number>,
    ) -> P::Number {
        by_kind!(part, part => self.weighted_of(part, outer, target))
    }

    #[expect(clippy::inline_always, reason = "what is known of the elements must reach the loop")]
    #[inline(always)]
    fn weighted_of(
        &self,
        part: Elements<E>,
        outer: impl Fn(usize, P::Number) -> Dual<P::Number, f64> + Copy,
        target: &mut impl Target<P::Number>,
    ) -> P::Number {
        // Written out: a loop over closures would not know the elements.
        let full = part.count - part.count % LANES;
        let mut lanes = [P::Number::from(0.0); LANES];
        for i in (0..full).step_by(LANES) {
            let terms = self.element_slopes::<LANES>(part, i, outer, target);
            lanes.iter_mut().zip(terms).for_each(|(lane, term)| *lane += term);
        }
        let f = lanes.into_iter().sum();
        (full..part.count).fold(f, |f, i| f + self.element_slopes::<1>(part, i, outer, target)[0])
    }

    /// outer(sₑ) of the elements from the i-th on.
    #[expect(clippy::inline_always, reason = "what is known of the elements must reach the loop")]
    #[inline(always)]
    fn element_slopes<const L: usize>(
        &self,
        part: Elements<E>,
        i: usize,
        outer: impl Fn(usize, P::Number) -> Dual<P::Number, f64>,
        target: &mut impl Target<P::Number>,
    ) -> [P::Number; L] {
        let (s, slopes) = self.linear::<L>(part, i);
        let (mut values, mut weights) = (s, s);
        for l in 0..L {
            let outer = outer(i + l, s[l]);
            (values[l], weights[l]) = (outer.re, outer.eps);
        }
        for (steps, mut slopes) in part.variables.into_iter().zip(slopes) {
            for l in 0..L {
                slopes[l] *= weights[l];
            }
            target.add::<L>(steps, i, slopes);
        }
        values
    }

    /// The same of the groups from the i-th on.
    fn row_slopes<const L: usize>(
        &self,
        sum: &Sum<E>,
        i: usize,
        outer: impl Fn(usize, P::Number) -> Dual<P::Number, f64>,
        target: &mut impl Target<P::Number>,
    ) -> [P::Number; L] {
        let s = self.row::<L>(sum, i);
        let outer: [_; L] = from_fn(|l| outer(i + l, s[l]));
        for part in &sum.parts {
            let (_, slopes) = self.linear::<L>(*part, i);
            for (steps, slopes) in part.variables.into_iter().zip(slopes) {
                target.add::<L>(steps, i, from_fn(|l| outer[l].eps * slopes[l]));
            }
        }
        outer.map(|outer| outer.re)
    }

    /// Σ sₑ of the groups from the i-th on.
    fn row<const L: usize>(&self, sum: &Sum<E>, i: usize) -> [P::Number; L] {
        let mut sums = [P::Number::from(0.0); L];
        for part in &sum.parts {
            sums.iter_mut().zip(self.values::<L>(*part, i)).for_each(|(sum, s)| *sum += s);
        }
        sums
    }

    /// The elements from the i-th on.
    #[expect(clippy::inline_always, reason = "what is known of the elements must reach the loop")]
    #[inline(always)]
    fn values<const L: usize>(&self, part: Elements<E>, i: usize) -> [P::Number; L] {
        let x: [[P::Number; L]; E] = part.variables.map(|steps| self.point.read(steps, i));
        let mut values = [P::Number::from(0.0); L];
        for (l, value) in values.iter_mut().enumerate() {
            *value = self.function.element(part.kind, part.first + i + l, from_fn(|k| x[k][l]));
        }
        values
    }

    /// The elements from the i-th on and their derivatives by each variable.
    #[expect(clippy::inline_always, reason = "what is known of the elements must reach the loop")]
    #[inline(always)]
    fn linear<const L: usize>(&self, part: Elements<E>, i: usize) -> ([P::Number; L], [[P::Number; L]; E]) {
        let x: [[P::Number; L]; E] = part.variables.map(|steps| self.point.read(steps, i));
        let mut values = [P::Number::from(0.0); L];
        let mut slopes = [values; E];
        for (l, value) in values.iter_mut().enumerate() {
            let (s, along) = self.function.slopes(part.kind, part.first + i + l, from_fn(|k| x[k][l]));
            *value = s;
            for k in 0..E {
                slopes[k][l] = along[k];
            }
        }
        (values, slopes)
    }
}

/// Σ terms of 0, …, count − 1, side by side as long as that goes, then one by one.
#[inline]
fn folded<N: DualNum<f64> + Copy, T>(
    count: usize,
    target: &mut T,
    several: impl Fn(&mut T, usize) -> [N; LANES],
    one: impl Fn(&mut T, usize) -> [N; 1],
) -> N {
    let full = count - count % LANES;
    let mut lanes = [N::from(0.0); LANES];
    for i in (0..full).step_by(LANES) {
        lanes.iter_mut().zip(several(target, i)).for_each(|(lane, term)| *lane += term);
    }
    let f = lanes.into_iter().sum();
    (full..count).fold(f, |f, i| f + one(target, i)[0])
}

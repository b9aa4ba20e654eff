//! Sparse Cholesky factorization, by faer: analysed once for a pattern, factored as often as its values change.

use dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::LltRegularization;
use faer::perm::PermRef;
use faer::sparse::linalg::cholesky::{
    CholeskySymbolicParams, LltRef, SymbolicCholesky, SymmetricOrdering, factorize_symbolic_cholesky,
};
use faer::sparse::{SparseColMatRef, SymbolicSparseColMat};
use faer::{Conj, MatMut, Par, Side, Spec};

/// Where the entries of a symmetric matrix and of its factor L are; one thread.
pub(crate) struct Analysis {
    /// The lower triangle, by columns.
    pattern: SymbolicSparseColMat<usize>,
    /// The place in the pattern of each entry that was given.
    places: Vec<usize>,
    symbolic: SymbolicCholesky<usize>,
}

/// A = L Lᵀ with rows and columns in the order of the analysis.
pub(crate) struct Factors {
    values: Vec<f64>,
}

/// Work space of a factorization and of a solve.
pub(crate) struct Scratch {
    entries: Vec<f64>,
    memory: MemBuffer,
}

impl Analysis {
    /// For n × n matrices with these entries (row ≥ column) of the lower triangle; repeated ones are added up.
    ///
    /// `order` lists the variables in the order of their elimination; without it, by approximate minimum degree.
    pub(crate) fn new(n: usize, entries: &[(usize, usize)], order: Option<&[usize]>) -> Self {
        let mut sorted: Vec<usize> = (0..entries.len()).collect();
        sorted.sort_unstable_by_key(|&k| (entries[k].1, entries[k].0));
        let (mut ends, mut rows, mut places) = (vec![0; n + 1], Vec::new(), vec![0; entries.len()]);
        let mut last = None;
        for k in sorted {
            let (row, column) = entries[k];
            debug_assert!(row >= column, "({row}, {column}) is above the diagonal");
            if last != Some(entries[k]) {
                rows.push(row);
                ends[column + 1] = rows.len();
                last = Some(entries[k]);
            }
            places[k] = rows.len() - 1;
        }
        (0..n).for_each(|column| ends[column + 1] = ends[column + 1].max(ends[column]));
        let pattern = SymbolicSparseColMat::new_checked(n, n, ends, None, rows);
        let position = order.map(|order| {
            let mut position = vec![0; n];
            order.iter().enumerate().for_each(|(k, &p)| position[p] = k);
            position
        });
        let ordering = match (order, &position) {
            (Some(order), Some(position)) => SymmetricOrdering::Custom(PermRef::new_checked(order, position, n)),
            _ => SymmetricOrdering::Amd,
        };
        let symbolic =
            factorize_symbolic_cholesky(pattern.as_ref(), Side::Lower, ordering, CholeskySymbolicParams::default())
                .expect("it fails only without memory");
        Self { pattern, places, symbolic }
    }

    /// Factors for [`Analysis::factor`] to fill.
    pub(crate) fn factors(&self) -> Factors {
        Factors { values: vec![0.0; self.symbolic.len_val()] }
    }

    /// Work space for factorizations and solves.
    pub(crate) fn scratch(&self) -> Scratch {
        let factor = self.symbolic.factorize_numeric_llt_scratch::<f64>(Par::Seq, Spec::default());
        let solve = self.symbolic.solve_in_place_scratch::<f64>(1, Par::Seq);
        let entries = vec![0.0; self.pattern.row_idx().len()];
        Scratch { entries, memory: MemBuffer::new(factor.or(solve)) }
    }

    /// Work space for solves alone.
    pub(crate) fn solving(&self) -> Scratch {
        let memory = MemBuffer::new(self.symbolic.solve_in_place_scratch::<f64>(1, Par::Seq));
        Scratch { entries: Vec::new(), memory }
    }

    /// Factors the matrix with these values, in the order the entries were given; `None` if it is not definite.
    pub(crate) fn factor(
        &self,
        values: impl Iterator<Item = f64>,
        factors: &mut Factors,
        scratch: &mut Scratch,
    ) -> Option<()> {
        scratch.entries.fill(0.0);
        self.places.iter().zip(values).for_each(|(&place, value)| scratch.entries[place] += value);
        let a = SparseColMatRef::new(self.pattern.as_ref(), &scratch.entries);
        let memory = MemStack::new(&mut scratch.memory);
        let none = LltRegularization::default();
        self.symbolic
            .factorize_numeric_llt(&mut factors.values, a, Side::Lower, none, Par::Seq, memory, Spec::default())
            .ok()
            .map(|_| ())
    }

    /// b ← A⁻¹b.
    pub(crate) fn solve(&self, factors: &Factors, b: &mut [f64], scratch: &mut Scratch) {
        let n = b.len();
        LltRef::new(&self.symbolic, &factors.values).solve_in_place_with_conj(
            Conj::No,
            MatMut::from_column_major_slice_mut(b, n, 1),
            Par::Seq,
            MemStack::new(&mut scratch.memory),
        );
    }
}

/// A matrix that is factored once.
pub(crate) struct SparseCholesky {
    analysis: Analysis,
    factors: Factors,
}

impl SparseCholesky {
    /// Factors the n × n matrix with this lower triangle; `None` if it is not definite. See [`Analysis::new`].
    pub(crate) fn new(n: usize, lower: &[(usize, usize, f64)], order: &[usize]) -> Option<Self> {
        let entries: Vec<_> = lower.iter().map(|&(row, column, _)| (row, column)).collect();
        let analysis = Analysis::new(n, &entries, Some(order));
        let (mut factors, mut scratch) = (analysis.factors(), analysis.scratch());
        analysis.factor(lower.iter().map(|(_, _, value)| *value), &mut factors, &mut scratch)?;
        Some(Self { analysis, factors })
    }

    /// Work space for [`SparseCholesky::solve`].
    pub(crate) fn scratch(&self) -> Scratch {
        self.analysis.solving()
    }

    /// b ← A⁻¹b.
    pub(crate) fn solve(&self, b: &mut [f64], scratch: &mut Scratch) {
        self.analysis.solve(&self.factors, b, scratch);
    }
}

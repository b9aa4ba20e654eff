//! Nested dissection: the order in which a grid is eliminated with little fill.

/// Side of a rectangle that is not cut any more.
const LEAF: usize = 3;

/// The points i + rows·j of a grid: both sides of a line that cuts the longer way, then the line, and so on in each side.
///
/// A line separates its sides for stencils that reach the next point, diagonals included. Fill O(n log n) for n points.
pub(crate) fn dissection(rows: usize, columns: usize) -> Vec<usize> {
    let mut order = Vec::with_capacity(rows * columns);
    dissect(rows, (0, rows), (0, columns), &mut order);
    order
}

/// Appends the points of the rectangle [i₀, i₁) × [j₀, j₁).
fn dissect(rows: usize, (top, bottom): (usize, usize), (left, right): (usize, usize), order: &mut Vec<usize>) {
    let (height, width) = (bottom - top, right - left);
    if height <= LEAF && width <= LEAF {
        order.extend((left..right).flat_map(|j| (top..bottom).map(move |i| i + rows * j)));
    } else if height >= width {
        let line = top + height / 2;
        dissect(rows, (top, line), (left, right), order);
        dissect(rows, (line + 1, bottom), (left, right), order);
        order.extend((left..right).map(|j| line + rows * j));
    } else {
        let line = left + width / 2;
        dissect(rows, (top, bottom), (left, line), order);
        dissect(rows, (top, bottom), (line + 1, right), order);
        order.extend((top..bottom).map(|i| i + rows * line));
    }
}

#[cfg(test)]
mod tests {
    use super::dissection;

    #[test]
    fn every_point_once() {
        for (rows, columns) in [(1, 1), (1, 9), (7, 4), (20, 33)] {
            let mut order = dissection(rows, columns);
            order.sort_unstable();
            assert!(order.into_iter().eq(0..rows * columns), "{rows} × {columns}");
        }
    }
}

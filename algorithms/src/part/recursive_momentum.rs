//! Estimators that follow a gradient from its values at two points on the same samples.

/// s ← (1 − a) s + (a + c) g − c g′ with g now and g′ before: MSVR; STORM where c = 1 − a.
pub fn follow(s: &mut [f64], a: f64, c: f64, g: &[f64], before: &[f64]) {
    for (s, (g, before)) in s.iter_mut().zip(g.iter().zip(before)) {
        *s = (1.0 - a) * *s + (a + c) * g - c * before;
    }
}

#[cfg(test)]
mod tests {
    use super::follow;

    #[test]
    fn what_is_exact_stays_exact() {
        let mut s = [3.0, -1.0];
        follow(&mut s, 0.3, 0.7, &[5.0, 2.0], &[3.0, -1.0]);
        assert!((s[0] - 5.0_f64).abs() < 1e-14 && (s[1] - 2.0_f64).abs() < 1e-14, "{s:?}");
    }
}

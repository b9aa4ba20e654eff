pub(super) const SMALL: super::Small =
    &[("cvxqp1", &[r#"{"dim":10}"#, r#"{"dim":25}"#]), ("lukvle1", &[r#"{"dim":3}"#, r#"{"dim":10}"#])];

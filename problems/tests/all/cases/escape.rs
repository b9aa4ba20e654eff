pub(super) const SMALL: super::Small = &[
    ("strict-saddle", &["{}", r#"{"dim":2,"height":-0.1}"#]),
    (
        "octopus",
        &["{}", r#"{"dim":1,"start":"saddle"}"#, r#"{"dim":4,"L":3,"gamma":0.5,"tau":0.2}"#, r#"{"dim":6,"tau":0.1}"#],
    ),
    ("monkey-saddle", &["{}", r#"{"dim":4,"confinement":3,"start":"saddle"}"#]),
    ("degenerate-saddle", &["{}", r#"{"dim":4,"confinement":0.5,"start":"saddle"}"#]),
    ("cubic-saddle", &[r#"{"dim":6}"#, r#"{"dim":5,"negative":3,"gamma":1,"rho":2,"start":"saddle"}"#]),
    ("spurious-sensing", &["{}", r#"{"dim":5,"delta":0.7,"start":"saddle"}"#]),
];

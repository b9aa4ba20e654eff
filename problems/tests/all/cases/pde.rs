pub(super) const SMALL: super::Small = &[
    ("poisson-control", &[r#"{"grid":5}"#]),
    ("poisson-control-full", &[r#"{"grid":3}"#]),
    ("poisson-control-box", &[r#"{"grid":6}"#, r#"{"grid":5,"alpha":1e-3,"lower":0.1,"upper":0.3}"#]),
    ("diffusion-identification", &[r#"{"grid":5}"#, r#"{"grid":4,"beta":1e-3,"noise":0.0}"#]),
    ("semilinear-control", &[r#"{"grid":5}"#, r#"{"grid":4,"alpha":1e-2,"amplitude":3.0}"#]),
    ("burgers-control", &[r#"{"points":5,"steps":3}"#, r#"{"points":4,"steps":2,"viscosity":0.1,"alpha":1e-3}"#]),
    ("hager1", &[r#"{"steps":5}"#, r#"{"steps":2}"#]),
    (
        "bratu",
        &[r#"{"grid":4}"#, r#"{"form":"energy","grid":5,"lambda":-3.4}"#, r#"{"form":"energy","grid":4,"lambda":4.0}"#],
    ),
    ("obstacle", &[r#"{"rows":7,"columns":5}"#, r#"{"variant":"bm","rows":8,"columns":9}"#]),
    (
        "elastic-plastic-torsion",
        &[r#"{"half":3}"#, r#"{"variant":"cells-zero","half":3}"#, r#"{"variant":"nodes-zero","half":4,"force":10.0}"#],
    ),
    ("journal-bearing", &[r#"{"around":7,"along":6}"#, r#"{"around":8,"along":8,"eccentricity":0.5,"length":2.0}"#]),
    ("clamped-plate", &[r#"{"grid":6}"#]),
    (
        "minimal-surface",
        &[
            r#"{"grid":6}"#,
            r#"{"boundary":"linear","grid":5}"#,
            r#"{"boundary":"flat","grid":5}"#,
            r#"{"boundary":"obstacle","grid":9}"#,
        ],
    ),
    ("free-minimal-surface", &[r#"{"grid":5}"#, r#"{"variant":"middle","grid":6}"#]),
    (
        "topology",
        &[
            r#"{"columns":4,"rows":3,"radius":1.5,"void":0.1}"#,
            r#"{"support":"cantilever","columns":3,"rows":3,"filter":"none","void":0.1,"penalty":4.0}"#,
        ],
    ),
];

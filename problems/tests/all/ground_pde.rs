//! Problems on grids against numbers that other programs computed: a small table in the repository, larger ones where they
//! are at hand.

use problems::class::{Composite, Constrained, LeastSquares, space::Bounds};
use problems::{Data, Instance, PROBLEMS, Problem, Role, Vector, stream};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Agreement asked for, relative to the size of what is compared.
const TOLERANCE: f64 = 1e-10;

fn instance(name: &str, parameters: &Value) -> Instance {
    let entry = PROBLEMS.iter().find(|entry| entry.about.name == name).expect("a registered problem");
    let parameters: Map<String, Value> = parameters.as_object().expect("an object").clone();
    let family = (entry.build)(parameters).unwrap_or_else(|error| panic!("{name}: {error}"));
    let made = family.make(&mut stream(1, "ground"), &Data::default());
    family.instance(&made.unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn reference(file: &str) -> Value {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(file))
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/ground")
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list of numbers").iter().map(number).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[track_caller]
fn agree(label: &str, what: &str, ours: f64, theirs: f64, scale: f64) {
    let tolerance = TOLERANCE * scale.abs().max(1.0);
    assert!((ours - theirs).abs() <= tolerance, "{label}: {what} is {ours}, reference {theirs}");
}

/// sin(i), i from 1.
fn sines(n: usize) -> Vector {
    Vector::from_fn(n, |i, _| (i as f64 + 1.0).sin())
}

/// Our problem for a name of CUTEst's and the parameters of its file.
fn ours(name: &str, given: &Value) -> Option<(&'static str, Value)> {
    let size = |name: &str| given[name].as_str().map(|text| text.parse::<usize>().expect("a size"));
    let real = |name: &str| given[name].as_str().map(|text| text.parse::<f64>().expect("a number"));
    let torsion = |kind: &str, point: &str| {
        let variant = format!("{kind}-{point}");
        ("elastic-plastic-torsion", json!({"variant": variant, "half": size("Q"), "force": real("C")}))
    };
    Some(match name {
        "OBSTCLAE" | "OBSTCLAL" | "OBSTCLBL" | "OBSTCLBM" | "OBSTCLBU" => {
            let variant = name[6..].to_lowercase();
            ("obstacle", json!({"variant": variant, "rows": size("PY"), "columns": size("PX"), "force": real("C")}))
        }
        "TORSION1" | "TORSION3" | "TORSION5" => torsion("nodes", "upper"),
        "TORSION2" | "TORSION4" | "TORSION6" => torsion("nodes", "zero"),
        "TORSIONA" | "TORSIONC" | "TORSIONE" => torsion("cells", "upper"),
        "TORSIOND" | "TORSIONB" | "TORSIONF" => torsion("cells", "zero"),
        "JNLBRNG1" | "JNLBRNG2" => {
            ("journal-bearing", json!({"around": size("PT"), "along": size("PY"), "eccentricity": real("EX")}))
        }
        "CLPLATEA" => ("clamped-plate", json!({"grid": size("P")})),
        "NLMSURF" => ("minimal-surface", json!({"boundary": "nonlinear", "grid": size("P")})),
        "MINSURF" => ("minimal-surface", json!({"boundary": "flat", "grid": 8})),
        "FMINSURF" => ("free-minimal-surface", json!({"variant": "mean", "grid": size("P")})),
        "FMINSRF2" => ("free-minimal-surface", json!({"variant": "middle", "grid": size("P")})),
        _ => return None,
    })
}

/// Their start where ours is moved within the bounds.
fn start(name: &str, problem: &Problem, given: &Value) -> Vector {
    let mut x = problem.start();
    if name.starts_with("JNLBRNG") {
        let points: usize = given["PY"].as_str().and_then(|text| text.parse().ok()).expect("a size");
        let turns = x.len() / points - 1;
        for p in 0..x.len() {
            let (j, i) = (p % points, p / points);
            if j > 0 && j + 1 < points && i > 0 && i < turns {
                x[p] = (std::f64::consts::TAU * i as f64 / turns as f64).sin();
            }
        }
    }
    x
}

/// Value and gradient at a point against a row.
fn compare(label: &str, problem: &Problem, x: &Vector, row: &Value) {
    let oracles: Rc<dyn Composite> = Role::of(problem).expect("smooth, or smooth plus simple");
    let mut g = Vector::zeros(x.len());
    let f = oracles.value_gradient(x, &mut g);
    agree(label, "value", f, number(&row["f"]), f);
    agree(label, "value alone", oracles.value(x), number(&row["f"]), f);
    agree(label, "norm of the gradient", g.norm(), number(&row["gnorm2"]), g.norm());
    for name in ["g", "g_head"] {
        for (ours, theirs) in g.as_slice().iter().zip(row.get(name).map(numbers).unwrap_or_default()) {
            agree(label, "gradient entry", *ours, theirs, g.amax());
        }
    }
    if let Some(theirs) = row.get("g_dot_sin") {
        agree(label, "gradient times sin(i)", g.dot(&sines(g.len())), number(theirs), g.norm());
    }
}

/// Bounds against lists with null for none.
fn compare_bounds(label: &str, bounds: Option<&Bounds>, row: &Value) {
    for (which, infinite) in [("bl", f64::NEG_INFINITY), ("bu", f64::INFINITY)] {
        let list = row.get(which).or_else(|| row.get(format!("{which}_head"))).and_then(Value::as_array);
        for (i, theirs) in list.expect("a list of bounds").iter().enumerate() {
            let theirs = theirs.as_f64().unwrap_or(infinite);
            let ours = bounds.map_or(infinite, |b| if which == "bl" { b.lower[i] } else { b.upper[i] });
            let same =
                if theirs.is_infinite() { ours.total_cmp(&theirs).is_eq() } else { (ours - theirs).abs() <= 1e-14 };
            assert!(same, "{label}: {which}[{i}] is {ours}, reference {theirs}");
        }
    }
}

/// One row of CUTEst's table; whether we have the problem.
fn compare_row(row: &Value) -> bool {
    let name = row["name"].as_str().expect("a name");
    if name == "BRATU2D" {
        return compare_bratu(row);
    }
    if name == "HAGER1" {
        return compare_hager(row);
    }
    let Some((ours, parameters)) = ours(name, &row["params"]) else { return false };
    let label = format!("{name}{}", row["params"]);
    let Instance { problem, judge, .. } = instance(ours, &parameters);
    assert_eq!(Some(problem.dim() as u64), row["n"].as_u64(), "{label}: n");
    let mut x0 = start(name, &problem, &row["params"]);
    if let Some(list) = row.get("x0") {
        let theirs = Vector::from_vec(numbers(list));
        let clamped = problem.space().bounds().map_or(theirs.clone(), |bounds| {
            let mut x = theirs.clone();
            bounds.clamp(&mut x);
            x
        });
        assert!((clamped - problem.start()).amax() <= 1e-14, "{label}: start");
        x0 = theirs;
    }
    compare_bounds(&label, problem.space().bounds().as_ref(), row);
    compare(&label, &problem, &x0, &row["at_x0"]);
    let x1 = row.get("x1").map_or_else(|| &x0 + 0.1 * sines(x0.len()), |x1| Vector::from_vec(numbers(x1)));
    compare(&label, &problem, &x1, &row["at_x1"]);
    let found = row.pointer("/ipopt_from_x0/f").and_then(Value::as_f64);
    if let (Some(found), Some(reference)) = (found, judge.reference()) {
        let off = (reference.value - found).abs();
        assert!(off <= 1e-6 * found.abs().max(1e-2), "{label}: f* is {}, Ipopt's {found}", reference.value);
    }
    true
}

/// The equations of BRATU2D, which has the boundary among its variables and the equations row by row.
fn compare_bratu(row: &Value) -> bool {
    let size: usize = row["params"]["P"].as_str().and_then(|text| text.parse().ok()).expect("a size");
    let lambda: f64 = row["params"]["LAMBDA"].as_str().and_then(|text| text.parse().ok()).expect("a number");
    let n = size - 2;
    let Instance { problem, .. } = instance("bratu", &json!({"grid": n, "lambda": lambda}));
    let oracles: Rc<dyn LeastSquares> = Role::of(&problem).expect("least squares");
    let label = format!("BRATU2D{}", row["params"]);
    let mut r = Vector::zeros(n * n);
    for point in ["x0", "x1"] {
        let Some(all) = row.get(point).map(numbers) else { continue };
        let u = Vector::from_fn(n * n, |p, _| all[(p % n + 1) + size * (p / n + 1)]);
        oracles.residuals(&u, &mut r);
        for (k, theirs) in numbers(&row[format!("at_{point}")]["c"]).into_iter().enumerate() {
            agree(&label, "equation", r[k / n + n * (k % n)], theirs, 1.0);
        }
    }
    oracles.residuals(&problem.start(), &mut r);
    agree(&label, "norm of the equations at 0", r.norm(), number(&row["at_x0"]["cnorm2"]), 1.0);
    true
}

/// Objective, constraints and Jacobian of HAGER1.
fn compare_hager(row: &Value) -> bool {
    let steps: usize = row["params"]["N"].as_str().and_then(|text| text.parse().ok()).expect("a size");
    let Instance { problem, judge, .. } = instance("hager1", &json!({"steps": steps}));
    let oracles: Rc<dyn Constrained> = Role::of(&problem).expect("a constrained problem");
    let label = format!("HAGER1, N = {steps}");
    compare_bounds(&label, problem.space().bounds().as_ref(), row);
    let x0 = problem.start();
    if let Some(theirs) = row.get("x0") {
        assert_eq!(x0.as_slice(), numbers(theirs), "{label}: start");
    }
    let x1 = row.get("x1").map_or_else(|| &x0 + 0.1 * sines(x0.len()), |x1| Vector::from_vec(numbers(x1)));
    let (mut g, mut c) = (Vector::zeros(x0.len()), Vector::zeros(steps));
    let mut jacobian = vec![0.0; oracles.jacobian_pattern().len()];
    for (x, row) in [(&x0, &row["at_x0"]), (&x1, &row["at_x1"])] {
        let f = oracles.value_gradient(x, &mut g);
        oracles.constraints(x, &mut c);
        oracles.jacobian_values(x, &mut jacobian);
        agree(&label, "value", f, number(&row["f"]), f);
        agree(&label, "norm of the gradient", g.norm(), number(&row["gnorm2"]), 1.0);
        agree(&label, "norm of the constraints", c.norm(), number(&row["cnorm2"]), c.norm());
        let norm = jacobian.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
        agree(&label, "norm of the Jacobian", norm, number(&row["Jnormfro"]), norm);
        for (ours, names) in [(&g, ["g", "g_head"]), (&c, ["c", "c_head"])] {
            let theirs = names.iter().find_map(|name| row.get(name)).map(numbers).expect("entries");
            ours.as_slice()
                .iter()
                .zip(theirs)
                .for_each(|(ours, theirs)| agree(&label, names[0], *ours, theirs, c.amax()));
        }
    }
    if let Some(found) = row.pointer("/ipopt_from_x0/f").and_then(Value::as_f64) {
        let optimum = judge.reference().expect("a reference value").value;
        assert!((optimum - found).abs() <= 1e-7, "{label}: f* is {optimum}, Ipopt's {found}");
    }
    true
}

#[test]
fn grid_problems_as_in_cutest() {
    let table = reference("cutest_pde.json");
    for row in table["rows"].as_array().expect("a list of rows") {
        assert!(compare_row(row), "{} is not in the registry", row["name"]);
    }
}

#[test]
fn grid_problems_as_in_the_tables_beside_the_project() {
    let folder = shared();
    if !folder.is_dir() {
        println!("not run: {} is not there", folder.display());
        return;
    }
    let mut compared = Vec::new();
    for file in ["cutest.json", "cutest_scale.json"] {
        for row in read(&folder.join(file))["problems"].as_array().expect("a list of rows") {
            if compare_row(row) {
                compared.push(row["name"].clone());
            }
        }
    }
    let lines = std::fs::read_to_string(folder.join("cutest_all.jsonl")).expect("a readable file");
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        if compare_row(&row) {
            compared.push(row["name"].clone());
        }
    }
    println!("compared with {}: {}", folder.display(), Value::from(compared.clone()));
    assert!(compared.len() >= 20, "only {compared:?}");
}

/// The optimality-criteria update of the 88-line code, on our oracles.
struct Criteria {
    oracles: Rc<dyn Constrained>,
    rows: usize,
    volume: f64,
    /// Radius of the filter of sensitivities, which is no part of the objective.
    sensitivity: Option<f64>,
}

/// Largest change of a density in an update.
const MOVE: f64 = 0.2;

impl Criteria {
    /// Σᵢ Hₑᵢ xᵢ gᵢ / (Σᵢ Hₑᵢ max(xₑ, 1e-3)), Hₑᵢ = (r − |e − i|)⁺.
    fn filtered(&self, radius: f64, x: &Vector, g: &Vector) -> Vector {
        let (rows, reach) = (self.rows, radius.ceil() as usize);
        let columns = x.len() / rows;
        Vector::from_fn(x.len(), |e, _| {
            let (column, row) = (e / rows, e % rows);
            let (mut sum, mut weights) = (0.0, 0.0);
            for j in column.saturating_sub(reach)..(column + reach + 1).min(columns) {
                for i in row.saturating_sub(reach)..(row + reach + 1).min(rows) {
                    let apart = (j.abs_diff(column) as f64).hypot(i.abs_diff(row) as f64);
                    let weight = (radius - apart).max(0.0);
                    sum += weight * x[j * rows + i] * g[j * rows + i];
                    weights += weight;
                }
            }
            sum / weights / x[e].max(1e-3)
        })
    }

    /// (compliance before the update, mean density after it, change); x ← the update.
    fn update(&self, x: &mut Vector) -> (f64, f64, f64) {
        let n = x.len();
        let (mut g, mut volumes, mut off) = (Vector::zeros(n), vec![0.0; n], Vector::zeros(1));
        let c = self.oracles.value_gradient(x, &mut g);
        self.oracles.jacobian_values(x, &mut volumes);
        let g = self.sensitivity.map_or(g.clone(), |radius| self.filtered(radius, x, &g));
        let mut next = x.clone();
        let (mut low, mut high) = (0.0, 1e9);
        while (high - low) / (low + high) > 1e-3 {
            let multiplier = 0.5 * (low + high);
            for e in 0..n {
                let scaled = x[e] * (-g[e] / (n as f64 * volumes[e]) / multiplier).sqrt();
                next[e] = scaled.min(x[e] + MOVE).min(1.0).max(x[e] - MOVE).max(0.0);
            }
            self.oracles.constraints(&next, &mut off);
            if off[0] > 0.0 { low = multiplier } else { high = multiplier }
        }
        let change = (&next - &*x).amax();
        x.copy_from(&next);
        (c, off[0] + self.volume, change)
    }
}

/// The designs of the 88-line code: the uniform one and its sensitivities, and the histories of its updates.
fn compare_designs(table: &Value) {
    for case in table["cases"].as_array().expect("a list of cases") {
        let filter = case["filter"].as_str().expect("a filter");
        let radius = number(&case["rmin"]);
        let label = format!("88 lines, {filter} filter of radius {radius}");
        let with = |filter: &str| {
            let parameters = json!({
                "columns": case["nelx"], "rows": case["nely"], "volume": case["volfrac"], "penalty": case["penal"],
                "filter": filter, "radius": radius,
            });
            instance("topology", &parameters).problem
        };
        let plain = with("none");
        let oracles: Rc<dyn Constrained> = Role::of(&plain).expect("a constrained problem");
        let mut g = Vector::zeros(plain.dim());
        let c = oracles.value_gradient(&plain.start(), &mut g);
        agree(&label, "compliance of the uniform design", c, number(&case["c_uniform"]), c);
        agree(&label, "sum of the sensitivities", g.sum(), number(&case["dc_uniform_sum"]), g.sum());
        agree(&label, "norm of the sensitivities", g.norm(), number(&case["dc_uniform_norm2"]), g.norm());
        for (ours, theirs) in g.as_slice().iter().zip(numbers(&case["dc_uniform_first5_colmajor"])) {
            agree(&label, "sensitivity", *ours, theirs, theirs);
        }
        let problem = if filter == "density" { with("density") } else { plain };
        let criteria = Criteria {
            oracles: Role::of(&problem).expect("a constrained problem"),
            rows: case["nely"].as_u64().expect("a number of rows") as usize,
            volume: number(&case["volfrac"]),
            sensitivity: (filter == "sensitivity").then_some(radius),
        };
        let history: Vec<_> = case["history"].as_array().expect("a history").iter().map(numbers).collect();
        let mut x = problem.start();
        for iteration in 1..=1000 {
            let (c, volume, change) = criteria.update(&mut x);
            if let Some(row) = history.iter().find(|row| row[0] as usize == iteration) {
                let label = format!("{label}, iteration {iteration}");
                for (what, ours, theirs) in
                    [("compliance", c, row[1]), ("volume", volume, row[2]), ("change", change, row[3])]
                {
                    assert!((ours - theirs).abs() <= 1e-8 * theirs, "{label}: {what} is {ours}, reference {theirs}");
                }
            }
            if change <= 0.01 {
                assert_eq!(Some(iteration as u64), case["iterations"].as_u64(), "{label}: iterations");
                break;
            }
        }
    }
}

#[test]
fn designs_as_in_the_88_lines() {
    let beside = shared().join("topopt88.json");
    if beside.is_file() {
        println!("compared with all rows of {}", beside.display());
        compare_designs(&read(&beside));
    } else {
        println!("compared with the rows in the repository: {} is not there", beside.display());
        compare_designs(&reference("topopt88.json"));
    }
}

/// J* of Poisson control tends to α/(8(1 + 4απ⁴)), that of the continuous problem, with the square of the spacing.
#[test]
fn poisson_control_converges_at_second_order() {
    for alpha in [1e-6, 1e-3, 1.0] {
        let limit = alpha / (8.0 * (1.0 + 4.0 * alpha * std::f64::consts::PI.powi(4)));
        let off = |grid: usize| {
            let Instance { judge, .. } = instance("poisson-control", &json!({"grid": grid, "alpha": alpha}));
            (judge.reference().expect("a reference value").value - limit) / limit
        };
        let (coarse, middle, fine) = (off(15), off(31), off(63));
        for ratio in [coarse / middle, middle / fine] {
            assert!((ratio - 4.0).abs() < 0.05, "α = {alpha}: errors {coarse:e}, {middle:e}, {fine:e}");
        }
    }
}

/// Where no bound is active the bounds change nothing, and where one is they cost something.
#[test]
fn bounds_of_poisson_control() {
    let optimum =
        |name: &str, parameters: Value| instance(name, &parameters).judge.reference().expect("a reference value").value;
    let free = optimum("poisson-control", json!({"grid": 20}));
    let slack = optimum("poisson-control-box", json!({"grid": 20, "lower": -5.0, "upper": 5.0}));
    assert!((slack - free).abs() <= 1e-12 * free, "{slack} with slack bounds, {free} without");
    let tight = optimum("poisson-control-box", json!({"grid": 20}));
    assert!(tight > 2.0 * free, "{tight} with bounds, {free} without");
}

//! Every fact of `cases/ingress-nginx/` holds.

use std::path::Path;

use gatefold_tests::nginx_oracle::check;

#[test]
fn every_fact_of_ingress_nginx_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/ingress-nginx");
    let report = check(&folder).expect("the cases are there");
    println!("{} cases: {report}", report.cases);
    assert!(report.failed.is_empty(), "{report}");
    assert!(report.cases >= 155 && report.passed >= 600, "cases were removed: {} and {}", report.cases, report.passed);
}

//! Bad use and unreadable input: exit code 2 and a sentence that says what to do.

mod common;

use common::{gatefold, piped, run_in};

const INGRESS: &str = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  defaultBackend: {service: {name: a, port: {number: 80}}}\n";

#[test]
fn each_mistake_is_named() {
    #[rustfmt::skip]
    let cases = [
        // command                                              what its message has to say
        ("convert",                                              "--file"),
        ("frobnicate",                                           "frobnicate"),
        ("convert -f no-such-file.yaml",                         "no-such-file.yaml: there is no such file"),
        ("convert -f - --implementation nope",                   "there is no implementation nope; there is envoy-gateway, istio"),
        ("convert -f - --bundle v9.9.9",                         "there is v1.3.0"),
        ("convert -f - --channel beta",                          "experimental"),
        ("convert -f - --gateway web",                           "NAMESPACE/NAME"),
        ("convert -f - -f -",                                    "only once"),
        ("convert -f - --format xml",                            "json"),
        ("route -f -",                                           "REQUEST"),
        ("route -f - 'GET ftp://h/'",                            "ftp is no scheme"),
        ("route -f - http://h/ -H nope",                         "name: value"),
        ("route -f - http://h/ --requests r.jsonl",              "cannot be used with"),
        ("route -f - --requests -",                              "standard input"),
        ("route -f - --requests no-such-file.jsonl",             "no-such-file.jsonl"),
        ("route -f - http://h/ --flavour mine",                  "spec"),
        ("open nonsense",                                        "not a link"),
        ("open #1.!!!",                                          "cut or changed"),
        ("open #1.AAAA",                                         "cut or changed"),
        ("open #99.AAAA",                                        "newer"),
        ("open #example/nope",                                   "no example nope"),
        ("explain GW9999",                                       "no code GW9999"),
        ("explain example.com/owner",                            "no controller that is known here reads"),
        ("examples nope",                                        "no example nope; there is wildcard-depth"),
        ("completions tcsh",                                     "bash"),
    ];
    let mut wrong = Vec::new();
    for (line, words) in cases {
        let run = piped(line, INGRESS);
        if run.code != 2 || !run.stderr.contains(words) || !run.stdout.is_empty() {
            wrong.push(format!("{line}: exit {}, {}{}", run.code, run.stderr, run.stdout));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_folder_without_manifests_and_bytes_that_are_no_text_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let run = run_in(folder.path(), "convert -f empty").exits(2);
    assert!(run.stderr.contains("holds no *.yaml"), "{}", run.stderr);
    std::fs::write(folder.path().join("utf16.yaml"), [0xff, 0xfe, b'a', 0]).unwrap();
    let run = run_in(folder.path(), "convert -f utf16.yaml").exits(2);
    assert!(run.stderr.contains("UTF-16"), "{}", run.stderr);
    std::fs::write(folder.path().join("bytes.yaml"), [b'a', b':', 0x80]).unwrap();
    let run = run_in(folder.path(), "convert -f bytes.yaml").exits(2);
    assert!(run.stderr.contains("byte 2 is not UTF-8"), "{}", run.stderr);
}

#[test]
fn every_wrong_line_of_requests_is_named_and_none_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.yaml"), INGRESS).unwrap();
    let line = format!("route -f {}/in.yaml --requests -", folder.path().display());
    let run =
        piped(&line, "{\"host\":\"h\",\"path\":\"/\"}\nnope\n{\"host\":\"h\",\"path\":\"/\",\"frob\":1}\n").exits(2);
    assert!(run.stderr.contains("standard input:2:") && run.stderr.contains("standard input:3:"), "{}", run.stderr);
    assert!(run.stdout.is_empty());
}

#[test]
fn too_much_for_a_link_is_refused_with_what_to_do() {
    let run = piped("link -f -", &"# a comment that is long\n".repeat(60_000)).exits(2);
    assert!(run.stderr.contains("too large for a link") && run.stderr.contains("send the files"), "{}", run.stderr);
}

#[test]
fn help_says_what_exit_codes_mean() {
    let run = gatefold("--help").exits(0);
    assert!(run.stdout.contains("Exit codes: 0"), "{}", run.stdout);
    for command in
        ["convert", "validate", "route", "ledger", "link", "open", "explain", "examples", "completions", "man"]
    {
        assert!(run.stdout.contains(command), "{command}");
        gatefold(&format!("{command} --help")).exits(0);
    }
}

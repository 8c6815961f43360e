//! The engine's budgets, as ratios taken in one run: `cargo xtask bench` prints how each fares and never fails.
//!
//! Times are compared with a yardstick that runs between them, so that a slow machine is slow for both. Memory is that of
//! a process of its own, as Linux counts it.

use std::{
    fmt::Display,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use gatefold_convert::{Conversion, Options, convert_ingresses};
use gatefold_core::{Session, Settings, Source};
use gatefold_ingress::{IngressRouter, Ingresses, NginxModel};
use gatefold_manifest::{Bundle, InputScope, read};
use gatefold_routing::{Request, Router};
use gatefold_tests::{dump, many_expressions, many_rules, requests, routers, rule_path, source};
use gatefold_validate::{ValidateOptions, validate};
use serde::Deserialize as _;

/// Rounds of a comparison, each of which runs both.
const ROUNDS: usize = 7;
/// Rounds of the comparison of lookups, which are short.
const LOOKUP_ROUNDS: usize = 101;
/// Rules of the lookups.
const RULES: usize = 1_000;
/// The dump that budgets speak of: about 855 kB.
const INGRESSES: usize = 1_000;
/// A process that is asked for its memory is told so, what to run, and how many Ingresses to read.
const MEMORY_FLAG: &str = "--memory";
/// To read, convert and validate.
const BUDGETED: &str = "budgeted";
/// To do all that the page shows.
const WHOLE: &str = "whole";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, extent, count] = args.as_slice()
        && flag == MEMORY_FLAG
    {
        print_memory(extent, count.parse().unwrap_or(INGRESSES));
        return;
    }
    println!("{:<44} {:>14} {:>10} {:>8}  ok", "budget", "measured", "at most", "share");
    read_convert_validate();
    stages();
    growth();
    memory(INGRESSES);
    memory(10 * INGRESSES);
    compiling();
    lookups();
}

/// A row: what was measured, what is allowed, and how much of that it takes.
fn row(name: impl Display, measured: f64, most: f64, unit: &str) {
    let ok = if measured <= most { "yes" } else { "NO" };
    let (measured_text, most_text) = (format!("{measured:.2}{unit}"), format!("{most:.1}{unit}"));
    println!("{name:<44} {measured_text:>14} {most_text:>10} {:>7.0}%  {ok}", 100.0 * measured / most);
}

/// A row without a budget.
fn fact(name: impl Display, measured: impl Display) {
    println!("{name:<44} {measured:>14}");
}

/// Converts, with a model of its own, as nobody routes afterwards.
fn convert_all(bundle: &Bundle, ingresses: &Ingresses) -> Conversion {
    convert_ingresses(bundle, ingresses, &NginxModel::new(bundle, ingresses, InputScope::Auto), &Options::default())
}

/// Reads, converts, and validates both sides.
fn read_convert_and_validate(sources: &[Source]) -> usize {
    let bundle = read(sources).bundle;
    let ingresses = gatefold_ingress::read(&bundle, InputScope::Auto);
    let conversion = convert_all(&bundle, &ingresses);
    let options = ValidateOptions::default();
    validate(&bundle, &options).len() + validate(&conversion.written.bundle, &options).len()
}

/// The yardstick: every document as a `Value`.
fn read_with_serde_yaml(text: &str) -> usize {
    serde_yaml::Deserializer::from_str(text).filter_map(|one| serde_yaml::Value::deserialize(one).ok()).count()
}

/// What the page and the terminal do with a new input.
fn analyse(sources: Vec<Source>) -> Session {
    let mut session = Session::new();
    if let Err(problem) = session.set_input(sources, Settings::default()) {
        println!("the dump was not taken: {problem}");
    }
    session
}

fn read_convert_validate() {
    let text = dump(INGRESSES);
    let sources = source(&text);
    let [ours, whole, theirs] = medians(
        ROUNDS,
        [
            &mut || {
                black_box(read_convert_and_validate(&sources));
            },
            &mut || drop(black_box(analyse(sources.clone()))),
            &mut || {
                black_box(read_with_serde_yaml(&text));
            },
        ],
    );
    let kilobytes = text.len() / 1_000;
    row(format!("read, convert, validate {kilobytes} kB / serde_yaml"), ratio(ours, theirs), 2.5, " x");
    fact("  in milliseconds, and serde_yaml's", format!("{:.1}, {:.1}", milliseconds(ours), milliseconds(theirs)));
    fact("  all that the page shows of it / serde_yaml", format!("{:.2} x", ratio(whole, theirs)));
}

/// Where the time goes: each stage's share, and how it grows from 1,000 to 10,000 Ingresses.
fn stages() {
    let [small, large] = [(INGRESSES, ROUNDS), (10 * INGRESSES, 3)].map(|(ingresses, rounds)| {
        let runs: Vec<_> = (0..rounds).map(|_| stage_times(ingresses)).collect();
        let fastest = |stage: usize| runs.iter().map(|run| run[stage]).min_by_key(|(_, time)| *time);
        (0..STAGES).filter_map(fastest).collect::<Vec<_>>()
    });
    let whole: Duration = small.iter().map(|(_, time)| *time).sum();
    for ((name, few), (_, many)) in small.iter().zip(&large) {
        let (share, exponent) = (100.0 * ratio(*few, whole), ratio(*many, *few).log10());
        fact(format!("  {name}"), format!("{share:.0}%, exponent {exponent:.2}"));
    }
}

/// How many stages there are.
const STAGES: usize = 5;

fn stage_times(ingresses: usize) -> [(&'static str, Duration); STAGES] {
    let sources = source(&dump(ingresses));
    let options = ValidateOptions::default();
    let start = Instant::now();
    let bundle = read(&sources).bundle;
    let read = start.elapsed();
    let ingresses = gatefold_ingress::read(&bundle, InputScope::Auto);
    let viewed = start.elapsed();
    let conversion = convert_all(&bundle, &ingresses);
    let converted = start.elapsed();
    black_box(validate(&bundle, &options));
    let validated = start.elapsed();
    black_box(validate(&conversion.written.bundle, &options));
    let all = start.elapsed();
    [
        ("read documents", read),
        ("read Ingresses", viewed - read),
        ("convert", converted - viewed),
        ("validate the input", validated - converted),
        ("validate the output", all - validated),
    ]
}

/// The exponent of the line through the logarithms of size and time (least squares).
fn growth() {
    let points: Vec<(f64, f64)> = [(100, 15), (316, 9), (1_000, 7), (3_162, 5), (10_000, 3)]
        .into_iter()
        .map(|(count, rounds)| {
            let text = dump(count);
            let sources = source(&text);
            let time = |_| {
                let start = Instant::now();
                black_box(read_convert_and_validate(&sources));
                start.elapsed()
            };
            // The fastest: nothing runs beside it to compare with, so what other programs took has to be left out.
            let fastest = (0..rounds).map(time).min().unwrap_or_default();
            (number(text.len()).ln(), fastest.as_secs_f64().ln())
        })
        .collect();
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / number(points.len());
    let (mean_x, mean_y) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let variance: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    row("growth from 100 to 10,000 Ingresses, exponent", covariance / variance, 1.1, "");
}

/// Peak memory of a process that reads a dump, without what it had before.
fn memory(ingresses: usize) {
    let run = |extent: &str| -> Option<f64> {
        let count = ingresses.to_string();
        let output = Command::new(std::env::current_exe().ok()?).args([MEMORY_FLAG, extent, &count]).output();
        let text = String::from_utf8(output.ok()?.stdout).ok()?;
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        Some(numbers.next()?.ok()? / numbers.next()?.ok()?)
    };
    let name = format!("peak memory / text, {ingresses} Ingresses");
    match (run(BUDGETED), run(WHOLE)) {
        (Some(budgeted), Some(whole)) => {
            row(name, budgeted, 30.0, " x");
            fact("  with all that the page shows", format!("{whole:.2} x"));
        }
        _ => fact(name, "Linux only"),
    }
}

/// In the process that is measured: prints the bytes of the peak and of the text.
fn print_memory(extent: &str, ingresses: usize) {
    let Some(before) = status("VmRSS:") else { return };
    let text = dump(ingresses);
    let length = text.len();
    let sources = source(&text);
    drop(text);
    if extent == WHOLE {
        black_box(analyse(sources));
    } else {
        black_box(read_convert_and_validate(&sources));
    }
    let Some(peak) = status("VmHWM:") else { return };
    println!("{} {length}", peak.saturating_sub(before));
}

/// A line of what Linux says about this process, in bytes.
fn status(name: &str) -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok().map(|kilobytes: u64| kilobytes * 1_024)
}

/// Compiling a router against reading what it is compiled from.
fn compiling() {
    let sources = source(&dump(2 * INGRESSES));
    let bundle = read(&sources).bundle;
    let ingresses = gatefold_ingress::read(&bundle, InputScope::Auto);
    let [compiled, reading] = medians(
        ROUNDS,
        [&mut || drop(black_box(IngressRouter::new(&bundle, &ingresses, InputScope::Auto))), &mut || {
            let bundle = read(&sources).bundle;
            black_box(gatefold_ingress::read(&bundle, InputScope::Auto));
        }],
    );
    row(format!("compile {} Ingresses / read them", 2 * INGRESSES), ratio(compiled, reading), 1.0, " x");
}

fn lookups() {
    let requests = requests(RULES);
    let (ingress, gateway) = routers(&many_rules(RULES));
    let mut tree = matchit::Router::new();
    for number in 0..RULES {
        if let Err(problem) = tree.insert(format!("{}/{{*rest}}", rule_path(number)), number) {
            println!("matchit does not take rule {number}: {problem}");
        }
    }
    let [of_ingress, of_gateway, of_matchit] = medians(
        LOOKUP_ROUNDS,
        [&mut || ask_all(&ingress, &requests), &mut || ask_all(&gateway, &requests), &mut || {
            for request in &requests {
                black_box(tree.at(black_box(&request.path)).ok());
            }
        }],
    );
    row(format!("IngressRouter, {RULES} rules / matchit"), ratio(of_ingress, of_matchit), 8.0, " x");
    row(format!("GatewayRouter, {RULES} rules / matchit"), ratio(of_gateway, of_matchit), 8.0, " x");
    let nanoseconds = |time: Duration| time.as_secs_f64() * 1e9 / number(RULES);
    let times = [of_ingress, of_gateway, of_matchit].map(|time| format!("{:.0}", nanoseconds(time)));
    fact("  in nanoseconds: both, and matchit", times.join(", "));
    let (ingress, _) = routers(&many_expressions(RULES));
    let [of_expressions] = medians(LOOKUP_ROUNDS, [&mut || ask_all(&ingress, &requests)]);
    row(format!("IngressRouter, {RULES} regular expressions"), nanoseconds(of_expressions) / 1e3, 2.0, " µs");
}

fn ask_all(router: &impl Router, requests: &[Request]) {
    for request in requests {
        black_box(router.choose(black_box(request)));
    }
}

/// The median time of each, run in turns.
fn medians<const N: usize>(rounds: usize, mut runs: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::with_capacity(rounds));
    for _ in 0..rounds {
        for (run, times) in runs.iter_mut().zip(&mut times) {
            let start = Instant::now();
            run();
            times.push(start.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// A count as a number to calculate with; none here comes near 2^52.
#[allow(clippy::cast_precision_loss, reason = "counts of rules and bytes")]
fn number(count: usize) -> f64 {
    count as f64
}

//! Fields of a rule: how long is waited, what is tried again, who stays with an endpoint.

use std::borrow::Cow;

use gatefold_diagnostic::order_by;
use gatefold_gateway::{BundleVersion, Channel};
use gatefold_ingress::{
    again,
    annotation::{Form, Meaning, RETRY, SESSION, TIMEOUTS, Word, Words},
};
use gatefold_manifest::Yaml;

use super::{Defaults, Feature, Writer, support::lack};
use crate::{Fidelity, Options};

/// As a duration of Gateway API; none where it would not be one.
fn duration(milliseconds: i64) -> Option<String> {
    let (number, unit) = if milliseconds % 1000 == 0 { (milliseconds / 1000, "s") } else { (milliseconds, "ms") };
    (1..=99_999).contains(&number).then(|| format!("{number}{unit}"))
}

/// As [`duration`], of a value that is a length of time to everybody who has it.
fn length(writer: &mut Writer<'_, '_>, word: Word<'_>, meaning: Meaning) -> Option<String> {
    let milliseconds = writer.words.milliseconds(meaning)?;
    let duration = duration(milliseconds);
    if duration.is_none() {
        writer.missed(word.key, "a route's timeout is from 1 to 99999 seconds");
    }
    duration
}

/// Which of ingress-nginx's own ways the output says.
pub(super) fn defaults(words: &Words<'_>, options: &Options) -> Defaults {
    let faithful = options.fidelity == Fidelity::Faithful;
    let tries = [Meaning::NextUpstream, Meaning::Tries];
    Defaults {
        timeouts: faithful
            && words.get(Meaning::ReadTimeout).is_none()
            && lack(Feature::BackendTimeout, &TIMEOUTS, options).is_none(),
        retry: faithful
            && tries.into_iter().all(|meaning| words.set(meaning).is_none())
            && lack(Feature::Retry, &RETRY, options).is_none(),
    }
}

pub(super) fn timeouts(writer: &mut Writer<'_, '_>) {
    if let Some(word) = writer.words.set(Meaning::RequestTimeout)
        && let Some(text) = length(writer, word, Meaning::RequestTimeout)
        && writer.can(word.key, Feature::Core, &TIMEOUTS)
    {
        writer.extras.fields.push(("timeouts", Yaml::map([("request", text.into())])));
        return writer.same(word.key, None, "timeouts.request");
    }
    let Some(word) = writer.words.get(Meaning::ReadTimeout) else { return };
    let Some(text) = length(writer, word, Meaning::ReadTimeout) else { return };
    if !writer.can(word.key, Feature::BackendTimeout, &TIMEOUTS) {
        return;
    }
    writer.extras.fields.push(("timeouts", Yaml::map([("backendRequest", text.into())])));
    let what = "it limits the silence between two reads, and the field limits the whole answer: a long download or stream is \
                cut off";
    writer.nearly(word.key, None, "timeouts.backendRequest", what);
}

/// Writes the field; none where the release cannot say it.
pub(super) fn retry(writer: &mut Writer<'_, '_>, key: &str, attempts: i64, codes: Vec<i32>) -> bool {
    if attempts == 0 && writer.options.bundle < BundleVersion::V1_7 {
        writer.missed(key, "before v1.7 the field cannot say that nothing is tried again");
        return false;
    }
    let mut value = Vec::new();
    if !codes.is_empty() && attempts != 0 {
        value.push(("codes", Yaml::list(codes)));
    }
    value.push(("attempts", Yaml::Integer(attempts.clamp(0, i32::MAX.into()))));
    writer.extras.fields.push(("retry", Yaml::map(value)));
    true
}

pub(super) fn retries(writer: &mut Writer<'_, '_>) {
    if let Some((word, number)) = writer.words.set(Meaning::Retries).zip(writer.words.number(Meaning::Retries)) {
        if writer.can(word.key, Feature::Retry, &RETRY) && retry(writer, word.key, number.max(0), Vec::new()) {
            let what = "it tries another endpoint, and the field wherever the implementation sends requests";
            writer.nearly(word.key, None, "retry.attempts", what);
        }
        return;
    }
    let words = &writer.words;
    let (when, has_tries) = (words.set(Meaning::NextUpstream), words.set(Meaning::Tries));
    let default = || words.default(Meaning::Tries, "0").parse().unwrap_or(0);
    let tries: i64 = words.number(Meaning::Tries).unwrap_or_else(default);
    let Some(own) = when.or(has_tries) else { return };
    if !writer.can(own.key, Feature::Retry, &RETRY) {
        if let Some((_, tries)) = when.zip(has_tries) {
            writer.miss_with(tries.key, own.key);
        }
        return;
    }
    let parts = || when.map_or("error timeout", |when| when.text).split_whitespace();
    let off = parts().any(|word| word == "off");
    let mut codes: Vec<i32> = parts().filter_map(|word| word.strip_prefix("http_")?.parse().ok()).collect();
    order_by(&mut codes, Ord::cmp);
    codes.dedup();
    let attempts = if off { 0 } else { again(u32::try_from(tries).unwrap_or(0)).into() };
    if !retry(writer, own.key, attempts, codes) {
        return;
    }
    if let Some(own) = when {
        let what = "nginx tries another endpoint, and only requests without effect unless non_idempotent is named; the field \
                    tries all requests again, wherever the implementation sends them";
        if off { writer.same(own.key, None, "retry.attempts") } else { writer.nearly(own.key, None, "retry", what) }
    }
    if let Some(own) = has_tries {
        match tries {
            0 => {
                writer.nearly(
                    own.key,
                    None,
                    "retry",
                    "0 sets no limit, which the field cannot say; it tries once more",
                );
            }
            _ => writer.same(own.key, None, "retry.attempts"),
        }
    }
}

/// What a session's cookie is said with, past its name.
static PARTS: &[Meaning] =
    &[Meaning::SessionName, Meaning::SessionMaxAge, Meaning::SessionExpires, Meaning::SessionPath];

/// The annotation that has sessions stay with an endpoint. Traefik's is there where any of its parts is.
pub(crate) fn sticky<'a>(words: &Words<'a>) -> Option<Word<'a>> {
    let own = words.get(Meaning::Session).or_else(|| words.get(Meaning::SessionCookie));
    let part = || words.get(Meaning::SessionName).filter(|word| word.key.starts_with("traefik."));
    own.or_else(part).filter(|word| word.row.form != Form::Bool || words.flag(Meaning::Session) == Some(true))
}

/// Writes the field for a cookie; whether it says how many milliseconds it lasts.
pub(super) fn cookie<'a>(
    writer: &mut Writer<'a, '_>,
    name: Cow<'a, str>,
    lifetime: Option<i64>,
    path: Option<&'a str>,
) -> bool {
    let lifetime = lifetime.and_then(duration);
    let kind = if lifetime.is_some() { "Permanent" } else { "Session" };
    // The shape is another from v1.7 on, and the older one is refused there.
    let is_new = writer.options.bundle >= BundleVersion::V1_7;
    debug_assert_eq!(writer.options.channel, Channel::Experimental, "no release has it in its standard channel");
    let mut value = vec![("type", "Cookie".into())];
    if is_new {
        let mut cookie = vec![("name", Yaml::Text(name)), ("lifetimeType", kind.into())];
        if let Some(path) = path {
            cookie.push(("path", path.into()));
        }
        value.push(("cookie", Yaml::map(cookie)));
    } else {
        value.push(("sessionName", Yaml::Text(name)));
        value.push(("cookieConfig", Yaml::map([("lifetimeType", kind.into())])));
    }
    let has_lifetime = lifetime.is_some();
    value.extend(lifetime.map(|lifetime| ("absoluteTimeout", lifetime.into())));
    writer.extras.fields.push(("sessionPersistence", Yaml::map(value)));
    has_lifetime
}

pub(super) fn session(writer: &mut Writer<'_, '_>) {
    let words = &writer.words;
    let Some(own) = sticky(words) else { return };
    let is_set = |part: Meaning| words.get(part).filter(|word| word.key != own.key && word.text != "0");
    let parts: Vec<_> = PARTS.iter().filter_map(|part| Some((*part, is_set(*part)?))).collect();
    if !writer.can(own.key, Feature::Core, &SESSION) {
        for (_, part) in parts {
            writer.miss_with(part.key, own.key);
        }
        return;
    }
    let words = &writer.words;
    let name: Cow<'_, str> = match own.row.meaning {
        Some(Meaning::SessionCookie) => own.text.split_whitespace().next().unwrap_or(own.text).into(),
        _ => words.text(Meaning::SessionName).unwrap_or(words.default(Meaning::SessionName, "INGRESSCOOKIE")).into(),
    };
    let age = [Meaning::SessionMaxAge, Meaning::SessionExpires].into_iter().find(|part| words.get(*part).is_some());
    let lifetime = age.and_then(|part| words.milliseconds(part)).filter(|age| *age > 0);
    let path = words.text(Meaning::SessionPath);
    let has_lifetime = cookie(writer, name, lifetime, path);
    let is_new = writer.options.bundle >= BundleVersion::V1_7;
    let what = match (path, is_new) {
        (Some(_), true) => "clients get a new cookie, so that every session is placed anew once",
        _ => {
            "clients get a new cookie, so that every session is placed anew once, and its path is no longer the path of the rule"
        }
    };
    writer.nearly(own.key, None, "sessionPersistence", what);
    for (part, word) in parts {
        let field = match (part, is_new) {
            (Meaning::SessionName, true) => "sessionPersistence.cookie.name",
            (Meaning::SessionName, false) => "sessionPersistence.sessionName",
            (Meaning::SessionPath, true) => "sessionPersistence.cookie.path",
            (Meaning::SessionPath, false) => {
                writer.missed(word.key, "before v1.7 the field has no path");
                continue;
            }
            _ if !has_lifetime => {
                writer.missed(word.key, "a session lasts from 1 to 99999 seconds");
                continue;
            }
            _ => "sessionPersistence.absoluteTimeout",
        };
        writer.same(word.key, None, field);
    }
}

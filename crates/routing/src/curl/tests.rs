use super::*;

fn read(text: &str) -> Request {
    Request::parse_curl(text).unwrap_or_else(|error| panic!("{text}: {error} at {}", error.at))
}

#[test]
fn rows_have_names_and_letters_of_their_own() {
    assert!(OPTIONS.is_sorted_by_key(|(long, _, _)| *long), "sorted by name");
    let mut letters: Vec<_> = OPTIONS.iter().map(|(_, letter, _)| *letter).filter(|letter| *letter != ' ').collect();
    let count = letters.len();
    letters.sort_unstable();
    letters.dedup();
    assert_eq!(letters.len(), count);
}

#[test]
fn what_browsers_copy_is_read() {
    let request = read(
        "curl 'https://shop.example.com/api/items?page=2' \\\n  -X 'PATCH' \\\n  -H 'accept: */*' \\\n  \
         -H 'x-empty;' \\\n  -b 'a=1; b=2' \\\n  --data-raw $'{\"name\":\"it\\'s\"}' --compressed --insecure | jq .",
    );
    assert_eq!((request.scheme, &*request.method), (Scheme::Https, "PATCH"));
    assert_eq!((&*request.host, &*request.path), ("shop.example.com", "/api/items?page=2"));
    assert_eq!(request.header("Cookie"), Some("a=1; b=2"));
    assert_eq!(request.header("X-Empty"), Some(""));
    assert_eq!(request.body_size, 15);
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[test]
fn options_change_the_method_and_the_body() {
    #[rustfmt::skip]
    let cases = [
        ("curl h",                                    "GET",  "/",          0),
        ("curl -I h/a",                               "HEAD", "/a",         0),
        ("curl -d a=1 -d b=2 h",                      "POST", "/",          7),
        ("curl -G -d a=1 -d b=2 h",                   "GET",  "/?a=1&b=2",  0),
        ("curl -G --data-urlencode 'q=a b' 'h/?x'",   "GET",  "/?x&q=a%20b", 0),
        ("curl -sSLkvXPUT h",                         "PUT",  "/",          0),
        ("curl --json '{}' h",                        "POST", "/",          2),
        ("$ curl -o /dev/null -w '%{http_code}' h",   "GET",  "/",          0),
        ("curl --resolve h:443:127.0.0.1 --connect-to ::x: --http1.1 --url h/z", "GET", "/z", 0),
        ("/usr/bin/curl -s h 2>/dev/null",            "GET",  "/",          0),
        ("curl -- h",                                 "GET",  "/",          0),
    ];
    for (line, method, path, size) in cases {
        let request = read(line);
        assert_eq!((&*request.method, &*request.path, request.body_size), (method, path, size), "{line}");
    }
}

#[test]
fn credentials_agent_and_host_become_headers() {
    let request = read("curl -u user:pass -A me -e http://r/ -H 'Host: other.example.com:8443' https://h.example.com/");
    assert_eq!(request.header("Authorization"), Some("Basic dXNlcjpwYXNz"));
    assert_eq!((request.header("User-Agent"), request.header("Referer")), (Some("me"), Some("http://r/")));
    assert_eq!((&*request.host, request.port), ("other.example.com", Some(8443)));
    assert_eq!(request.sni.as_deref(), Some("h.example.com"));
    assert_eq!(read("curl http://a:b@h/").header("authorization"), Some("Basic YTpi"));
}

#[test]
fn what_is_not_read_is_named() {
    #[rustfmt::skip]
    let cases = [
        ("curl --frobnicate h",  "--frobnicate"),
        ("curl -sZ h",           "-Z"),
        ("curl -x proxy:1 h",    "-x"),
        ("curl -F a=b h",        "-F"),
        ("curl -T file h",       "-T"),
        ("curl -d @body h",      "@body"),
        ("curl -b jar.txt h",    "cookies"),
        ("curl -H",              "no value"),
        ("curl -s",              "no URL"),
        ("curl h i",             "second URL"),
        ("wget h",               "no curl command"),
        ("curl 'h",              "never closed"),
    ];
    for (line, words) in cases {
        let error = Request::parse_curl(line).expect_err(line);
        assert!(error.message.contains(words), "{line}: {error}");
    }
}

#[test]
fn commands_are_read_back() {
    let mut request = Request::get(Scheme::Https, "shop.example.com", "/a'b?c=$d&e=(f)");
    request.headers = vec![("X-A".to_owned(), "it's".to_owned()), ("X-B".to_owned(), String::new())];
    request.port = Some(8443);
    assert_eq!(read(&to_curl(&request)), request);
    request.sni = Some("other.example.com".to_owned());
    request.method = "HEAD".to_owned();
    assert_eq!(read(&to_curl(&request)), request);
    request.headers.push(("Content-Type".to_owned(), "text/plain".to_owned()));
    for size in [3, 5_000_000] {
        (request.method, request.body_size) = ("PUT".to_owned(), size);
        assert_eq!(read(&to_curl(&request)), request);
    }
}

//! What the page in the window must not be able to do, tried in the window itself.

use doorward_tests::{Machine, Window};
use serde_json::Value;

#[tokio::test]
async fn the_page_is_fenced_in() {
    let machine = Machine::start().await.expect("the test machine starts");
    let window = Window::open(&machine).await.expect("the window opens");

    let home = window.run("return location.href").await.expect("the page answers");
    assert!(
        home.as_str().is_some_and(|url| url.starts_with("tauri://localhost")),
        "pages come from inside: {home}"
    );

    window.run("location.href = 'https://example.com/'").await.expect("the page answers");
    window.run("window.open('https://example.com/')").await.expect("the page answers");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(
        window.run("return location.href").await.expect("the page answers"),
        home,
        "it cannot leave its own pages"
    );

    let themed = "const root = document.querySelector('.fui-FluentProvider'); \
                  return root && getComputedStyle(root).getPropertyValue('--colorBrandBackground') !== ''";
    window.find("navigation", "Pages").await.expect("the window draws its navigation");
    let themed = window.run(themed).await.expect("the page answers");
    assert_eq!(
        themed,
        Value::Bool(true),
        "styles made at run time are allowed by their nonce, without `unsafe-inline`"
    );

    let global = window.run("return typeof window.__TAURI__").await.expect("the page answers");
    assert_eq!(global, Value::from("undefined"), "Tauri's whole interface is not laid open to scripts");

    let inline = "const s = document.createElement('script'); s.textContent = 'window.slipped = true'; \
                  document.head.append(s); return window.slipped === true";
    assert_eq!(
        window.run(inline).await.expect("the page answers"),
        Value::Bool(false),
        "an inline script is refused"
    );

    let fetched = "const done = arguments[arguments.length - 1]; \
                   fetch('http://127.0.0.1:9/').then(() => done('sent'), (error) => done(error.name))";
    let fetched = window.run_until_done(fetched).await.expect("the page answers");
    assert_eq!(
        fetched,
        Value::from("TypeError"),
        "the page itself reaches no network; the console does that"
    );

    for command in ["plugin:window|close", "plugin:event|emit", "plugin:webview|create_webview_window"] {
        let call = format!(
            "const done = arguments[arguments.length - 1]; \
             window.__TAURI_INTERNALS__.invoke('{command}', {{ event: 'doorward' }}).then(() => done('granted'), () => done('refused'))"
        );
        let answer = window.run_until_done(&call).await.expect("the page answers");
        assert_eq!(answer, Value::from("refused"), "{command} is not among the permissions");
    }
}

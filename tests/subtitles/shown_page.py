"""The page of an archive, opened in a browser: its list of files and what it found."""


def listed(opened):
    return opened.locator("#list .name").all_inner_texts()


def wait_for(opened, said):
    opened.wait_for_function(
        "said => document.getElementById('found').textContent.startsWith(said)", arg=said
    )

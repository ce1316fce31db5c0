"""Exercise drawings, drawn by code: a jointed figure in world space, seen by a camera.

`skeleton` (joints) -> `body` and `props` (spheres and faces) -> `render` (depth buffer) ->
`sheet` (cards with arrows and words) -> `floor`, `standing`, `self_test`, `animation` (the
scenes) -> `gallery` (the kept files). `python -m hipwise.pictures` draws all of them anew.

Drawn for one person at a time: `self_test_card` and `progress_chart`.
"""

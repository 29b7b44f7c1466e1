// Runs before the first paint so that a chosen theme never flashes. A file of its own: no inline script is allowed.
(function () {
  try {
    var theme = localStorage.getItem('shoreline.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch (e) {
    // Storage is blocked: the system's theme is used.
  }
})();

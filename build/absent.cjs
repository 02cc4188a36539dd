// Stands for a package that another would load while the program runs, if there were one (T83).
module.exports = {};

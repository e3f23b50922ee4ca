console.debug('bridge')
